import type { ByteReader } from './byte-reader.ts';
import type { FieldTable } from './field-table.ts';

/** How an argument is written; `bits` are up to eight flags in one octet, the first one lowest. */
export type FieldKind = 'u8' | 'u16' | 'u32' | 'u64' | 'bits' | 'text' | 'bytes' | 'table';

/** What an argument of each kind is read as. */
export interface FieldValues {
  u8: number;
  u16: number;
  u32: number;
  u64: number;
  bits: number;
  text: string;
  bytes: Buffer;
  table: FieldTable;
}

type Definition = readonly [classId: number, methodId: number, ...fields: readonly FieldKind[]];

/** The methods of AMQP 0-9-1 with RabbitMQ's extensions, as far as this broker speaks them. */
export const METHODS = {
  'connection.start': [10, 10, 'u8', 'u8', 'table', 'bytes', 'bytes'],
  'connection.start-ok': [10, 11, 'table', 'text', 'bytes', 'text'],
  'connection.tune': [10, 30, 'u16', 'u32', 'u16'],
  'connection.tune-ok': [10, 31, 'u16', 'u32', 'u16'],
  'connection.open': [10, 40, 'text', 'text', 'bits'],
  'connection.open-ok': [10, 41, 'text'],
  'connection.close': [10, 50, 'u16', 'text', 'u16', 'u16'],
  'connection.close-ok': [10, 51],
  'connection.blocked': [10, 60, 'text'],
  'connection.unblocked': [10, 61],
  'channel.open': [20, 10, 'text'],
  'channel.open-ok': [20, 11, 'bytes'],
  'channel.flow': [20, 20, 'bits'],
  'channel.flow-ok': [20, 21, 'bits'],
  'channel.close': [20, 40, 'u16', 'text', 'u16', 'u16'],
  'channel.close-ok': [20, 41],
  'exchange.declare': [40, 10, 'u16', 'text', 'text', 'bits', 'table'],
  'exchange.declare-ok': [40, 11],
  'exchange.delete': [40, 20, 'u16', 'text', 'bits'],
  'exchange.delete-ok': [40, 21],
  'exchange.bind': [40, 30, 'u16', 'text', 'text', 'text', 'bits', 'table'],
  'exchange.bind-ok': [40, 31],
  'exchange.unbind': [40, 40, 'u16', 'text', 'text', 'text', 'bits', 'table'],
  'exchange.unbind-ok': [40, 51],
  'queue.declare': [50, 10, 'u16', 'text', 'bits', 'table'],
  'queue.declare-ok': [50, 11, 'text', 'u32', 'u32'],
  'queue.bind': [50, 20, 'u16', 'text', 'text', 'text', 'bits', 'table'],
  'queue.bind-ok': [50, 21],
  'queue.purge': [50, 30, 'u16', 'text', 'bits'],
  'queue.purge-ok': [50, 31, 'u32'],
  'queue.delete': [50, 40, 'u16', 'text', 'bits'],
  'queue.delete-ok': [50, 41, 'u32'],
  'queue.unbind': [50, 50, 'u16', 'text', 'text', 'text', 'table'],
  'queue.unbind-ok': [50, 51],
  'basic.qos': [60, 10, 'u32', 'u16', 'bits'],
  'basic.qos-ok': [60, 11],
  'basic.consume': [60, 20, 'u16', 'text', 'text', 'bits', 'table'],
  'basic.consume-ok': [60, 21, 'text'],
  'basic.cancel': [60, 30, 'text', 'bits'],
  'basic.cancel-ok': [60, 31, 'text'],
  'basic.publish': [60, 40, 'u16', 'text', 'text', 'bits'],
  'basic.return': [60, 50, 'u16', 'text', 'text', 'text'],
  'basic.deliver': [60, 60, 'text', 'u64', 'bits', 'text', 'text'],
  'basic.get': [60, 70, 'u16', 'text', 'bits'],
  'basic.get-ok': [60, 71, 'u64', 'bits', 'text', 'text', 'u32'],
  'basic.get-empty': [60, 72, 'text'],
  'basic.ack': [60, 80, 'u64', 'bits'],
  'basic.reject': [60, 90, 'u64', 'bits'],
  'basic.recover-async': [60, 100, 'bits'],
  'basic.recover': [60, 110, 'bits'],
  'basic.recover-ok': [60, 111],
  'basic.nack': [60, 120, 'u64', 'bits'],
  'confirm.select': [85, 10, 'bits'],
  'confirm.select-ok': [85, 11],
} as const satisfies Readonly<Record<string, Definition>>;

/** The name of a method, `class.method`. */
export type MethodName = keyof typeof METHODS;

type FieldsOf<D> = D extends readonly [number, number, ...infer Fields extends readonly FieldKind[]]
  ? Fields
  : never;

type ValuesOf<Fields extends readonly FieldKind[]> = {
  -readonly [Index in keyof Fields]: FieldValues[Fields[Index]];
};

/** The arguments of a method, in order. */
export type MethodArguments<Name extends MethodName> = ValuesOf<FieldsOf<(typeof METHODS)[Name]>>;

/** A method as it was read; `args` fit its name. */
export interface Method {
  readonly name: MethodName;
  readonly args: readonly FieldValues[FieldKind][];
}

const byId = new Map(
  Object.entries(METHODS).map(([name, [classId, methodId, ...fields]]) => [
    toId(classId, methodId),
    { name: name as MethodName, fields },
  ]),
);

/** Reads a method; `undefined` where this broker knows none of its number. */
export function readMethod(reader: ByteReader): Method | undefined {
  const definition = byId.get(toId(reader.u16(), reader.u16()));
  if (definition === undefined) return undefined;
  const { name, fields } = definition;
  const args: FieldValues[FieldKind][] = [];
  for (const kind of fields) args.push(readField(reader, kind));
  return { name, args };
}

function readField(reader: ByteReader, kind: FieldKind): FieldValues[FieldKind] {
  switch (kind) {
    case 'u8':
    case 'bits':
      return reader.u8();
    case 'u16':
      return reader.u16();
    case 'u32':
      return reader.u32();
    case 'u64':
      return reader.u64();
    case 'text':
      return reader.text();
    case 'bytes':
      return reader.longBytes();
    case 'table':
      return reader.table();
  }
}

function toId(classId: number, methodId: number): number {
  return classId * 0x1_0000 + methodId;
}

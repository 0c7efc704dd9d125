import type { DataFrame, Graphics, ReceivedFile } from '@celeriac/functions';
import {
  type BytesTypeName,
  elementType,
  type FunctionSignature,
  isBytesType,
  type ValueType,
} from '@celeriac/signature';

/** A value of bytes in a result: what it is, and the name of the output that it is of. */
export interface BytesOutput {
  readonly output: string;
  readonly type: BytesTypeName;
  readonly value: unknown;
}

/** Puts something in the place of each value of bytes in a result, by the declared types. */
export function replaceBytes(
  { outputs }: FunctionSignature,
  result: unknown,
  replace: (found: BytesOutput) => unknown,
): unknown {
  const inside = (output: string, type: ValueType, value: unknown): unknown => {
    if (value === null) return null;
    if (isBytesType(type)) return replace({ output, type: type.name, value });
    const element = elementType(type);
    if (element === undefined || !isBytesType(element)) return value;
    return (value as readonly unknown[]).map((part) => inside(output, element, part));
  };
  const [first, ...others] = outputs;
  if (first === undefined) return result;
  if (others.length === 0) return inside(first.name, first.type, result);
  const values = result as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    outputs.map(({ name, type }) => [name, inside(name, type, values[name])]),
  );
}

/** What is told of a value of bytes in place of the bytes, as JSON. */
export function toBytesFacts({ type, value }: BytesOutput): Readonly<Record<string, unknown>> {
  switch (type) {
    case 'dataframe': {
      const { numRows: rows, schema } = value as DataFrame;
      const columns = schema.fields.map(({ name, type: kind }) => ({ name, type: String(kind) }));
      return { type, rows, columns };
    }
    case 'file': {
      const { name, mediaType, size: bytes } = value as ReceivedFile;
      return { type, name, mediaType, bytes };
    }
    case 'graphics': {
      const { mediaType, bytes } = value as Graphics;
      return { type, mediaType, bytes: bytes.length };
    }
    case 'blob':
      return { type, bytes: (value as Uint8Array).length };
  }
}

/** The same in one line for a person. */
export function describeBytes(found: BytesOutput): string {
  const { type, rows, columns, name, mediaType, bytes } = toBytesFacts(found) as {
    readonly type: BytesTypeName;
    readonly rows?: number;
    readonly columns?: readonly { readonly name: string; readonly type: string }[];
    readonly name?: string;
    readonly mediaType?: string;
    readonly bytes?: number;
  };
  if (columns !== undefined) {
    const listed = columns.slice(0, 8).map((column) => `${column.name} ${column.type}`);
    const more = columns.length > listed.length ? ', …' : '';
    return `${type} of ${rows} rows and ${columns.length} columns: ${listed.join(', ')}${more}`;
  }
  const parts = [name === undefined ? type : `${type} "${name}"`, mediaType, `${bytes} bytes`];
  return parts.filter((part) => part !== undefined).join(', ');
}

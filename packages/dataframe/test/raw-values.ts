import { type Data, type Decimal, type Table, Type, util, type Vector } from 'apache-arrow';

const text = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * The values of a column as the fixtures of the worker write them: exact, where Arrow's own getters
 * are not (times as fractions of milliseconds, text without a byte order mark).
 */
export function rawValues(table: Table, name: string): readonly unknown[] {
  const index = table.schema.fields.findIndex((field) => field.name === name);
  return (table.getChildAt(index) as Vector).data.flatMap(ofData);
}

function ofData(data: Data): readonly unknown[] {
  return Array.from({ length: data.length }, (_, index) =>
    data.getValid(index) ? ofCell(data, index) : null,
  );
}

function ofCell(data: Data, index: number): unknown {
  const { values, valueOffsets, children } = data;
  const span = (): [number, number] => [
    Number(valueOffsets[index]),
    Number(valueOffsets[index + 1]),
  ];
  switch (data.typeId) {
    case Type.Null:
      return null;
    case Type.Bool:
      return (
        ((values[(data.offset + index) >> 3] as number) & (1 << ((data.offset + index) & 7))) !== 0
      );
    case Type.Utf8:
    case Type.LargeUtf8:
      return text.decode((values as Uint8Array).subarray(...span()));
    case Type.Binary:
      return { $bytes: Buffer.from((values as Uint8Array).subarray(...span())).toString('hex') };
    case Type.List:
    case Type.LargeList:
      return ofData(children[0]!).slice(...span());
    case Type.Struct:
      return Object.fromEntries(
        data.type.children.map(({ name }: { name: string }, at: number) => [
          name,
          ofData(children[at]!)[index],
        ]),
      );
    case Type.Dictionary:
      return ofData(data.dictionary!.data[0]!)[Number(values[index])];
    case Type.Decimal: {
      const digits = util.bigNumToString(
        new util.BN((values as Uint32Array).subarray(4 * index, 4 * index + 4), true),
      );
      return { $decimal: toDecimal(digits, (data.type as Decimal).scale) };
    }
    case Type.Time:
      return Number(values[index]);
    default:
      return ofNumber(values[index] as number | bigint);
  }
}

function ofNumber(value: number | bigint): unknown {
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (Object.is(value, -0)) return { $double: '-0' };
  return Number.isFinite(value) ? value : { $double: String(value) };
}

function toDecimal(digits: string, scale: number): string {
  const [, sign = '', whole = ''] = /^(-?)(\d+)$/.exec(digits) ?? [];
  const padded = whole.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

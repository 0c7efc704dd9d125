import { Field, makeData, RecordBatch, Schema, Struct, Table } from 'apache-arrow';

/** The text `null` as a schema holds it: its length, its letters and a zero. */
const NULL_TEXT = [4, 0, 0, 0, 0x6e, 0x75, 0x6c, 0x6c, 0];

/**
 * Gives a column without a name its name, the empty text: Arrow for JavaScript reads it as `null`.
 * `stream` is what the table was read from.
 */
export function restoreEmptyName(table: Table, stream: Uint8Array): Table {
  const index = table.schema.fields.findIndex(({ name }) => name === 'null');
  if (index < 0 || holdsNullText(stream)) return table;
  const fields = table.schema.fields.map((field, at) =>
    at === index ? new Field('', field.type, field.nullable, field.metadata) : field,
  );
  const schema = new Schema(fields, table.schema.metadata, table.schema.dictionaries);
  const type = new Struct(fields);
  const batches = table.batches.map(({ data: { length, children } }) => {
    return new RecordBatch(schema, makeData({ type, length, nullCount: 0, children }));
  });
  return new Table(schema, batches);
}

/** Whether the first message, which is the schema, holds that text. */
function holdsNullText(stream: Uint8Array): boolean {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const schema = stream.subarray(0, 8 + view.getUint32(4, true));
  for (let at = schema.indexOf(4); at >= 0; at = schema.indexOf(4, at + 1))
    if (NULL_TEXT.every((byte, index) => schema[at + index] === byte)) return true;
  return false;
}

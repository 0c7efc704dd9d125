import { type DataType, type Decimal, Type, util, type Table, type Vector } from 'apache-arrow';

/** See `Frames.renderCsv`. */
export function renderCsv(table: Table): string {
  const columns = table.schema.fields.map(({ type }, index) => ({
    vector: table.getChildAt(index) as Vector,
    type: type as DataType,
  }));
  const lines = [table.schema.fields.map(({ name }) => quoteField(name)).join(',')];
  for (let row = 0; row < table.numRows; row++)
    lines.push(columns.map(({ vector, type }) => renderField(vector.get(row), type)).join(','));
  return `${lines.join('\n')}\n`;
}

function renderField(value: unknown, type: DataType): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return quoteField(value);
  if (typeof value === 'bigint') return String(value);
  if (type.typeId === Type.Decimal) return renderDecimal(value, (type as Decimal).scale);
  if (type.typeId === Type.Float) return renderFloat(value as number);
  const isTime = type.typeId === Type.Timestamp || type.typeId === Type.Date;
  if (isTime && typeof value === 'number') return new Date(value).toISOString();
  return typeof value === 'object' ? quoteField(toJson(value)) : JSON.stringify(value);
}

/** A whole one keeps its point, so that it is read as a float again. */
function renderFloat(value: number): string {
  if (Object.is(value, -0)) return '-0';
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value);
}

/** Its digits as they are, with the point where the scale puts it. */
function renderDecimal(value: unknown, scale: number): string {
  const whole = util.bigNumToString(new util.BN(value as Uint32Array, true));
  const [, sign = '', digits = ''] = /^(-?)(\d+)$/.exec(whole) ?? [];
  if (scale <= 0) return `${sign}${digits}${'0'.repeat(-scale)}`;
  const padded = digits.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

/** A text that reads like another type, or like null, is quoted, so that it stays text. */
function quoteField(text: string): string {
  const isPlain = /^[A-Za-z_][^",\r\n]*$/.test(text) && !/^(?:true|false|NaN|Infinity)$/.test(text);
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}

function toJson(value: object): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return String(part);
    return part instanceof Uint8Array ? [...part] : part;
  });
}

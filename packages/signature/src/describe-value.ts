const MAX_TEXT = 60;

/** Says in a few words what a value is, for messages: `string "3"`, `number 3.9`, `a list`. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return `string ${quote(value)}`;
    case 'number':
      return `number ${Object.is(value, -0) ? '-0' : value}`;
    case 'bigint':
      return `bigint ${shorten(String(value))}`;
    case 'boolean':
      return String(value);
    case 'function':
      return 'a function';
    case 'symbol':
      return 'a symbol';
    default:
      return describeObject(value);
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? 'an invalid Date' : `Date ${value.toISOString()}`;
  const { constructor } = value as { readonly constructor?: unknown };
  if (typeof constructor !== 'function' || constructor.name === 'Object') return 'an object';
  return `an instance of ${constructor.name}`;
}

/** A text in double quotes, as ASCII-only JSON, cut after some sixty characters. */
export function quote(text: string): string {
  return toAscii(JSON.stringify(shorten(text)));
}

/** Escapes everything outside of printable ASCII, so that any text can be shown anywhere. */
export function toAscii(json: string): string {
  return json.replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function shorten(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

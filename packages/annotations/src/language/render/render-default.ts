import type { JsonValue, ValueType } from '@celeriac/signature';

/** Types whose wire texts a header writes without quotes. */
const BARE_TEXTS: ReadonlySet<string> = new Set(['bigint', 'double']);

/** Writes a default, given in the wire form of its type, so that a header's reader finds it again. */
export function renderDefault(type: ValueType, value: JsonValue): string {
  return typeof value === 'string' && BARE_TEXTS.has(type.name) ? value : renderLiteral(value);
}

/** Writes a JSON value as a literal; integers that are not exact get an exponent, as readers want. */
export function renderLiteral(value: JsonValue): string {
  if (typeof value === 'number') {
    const text = String(value);
    return Number.isSafeInteger(value) || /[.e]/.test(text) ? text : `${text}e0`;
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(renderLiteral).join(', ')}]`;
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${renderLiteral(item)}`,
  );
  return `{${entries.join(', ')}}`;
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}

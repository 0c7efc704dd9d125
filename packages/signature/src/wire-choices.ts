import { parseDateTime, renderDateTime } from './date-time.ts';
import { encodeValue } from './encode-value.ts';
import type { Parameter } from './function-signature.ts';
import { elementType, takesNull, type ValueType } from './value-type.ts';

/** A choice as it travels. */
export type WireChoice = string | number | boolean;

/**
 * The values that `choices` allow, each once, in the wire form of the type; of a list, those that an
 * element may be. `undefined` where everything is allowed.
 *
 * A choice that no value of the type can be is left out, so that nothing may be allowed at all.
 * Untyped values take a number as text and the other way round.
 */
export function wireChoices({ type, choices }: Parameter): readonly WireChoice[] | undefined {
  if (choices === undefined || choices.length === 0) return undefined;
  const each = elementType(type) ?? type;
  return [...new Set(choices.flatMap((choice) => toWire(each, choice)))];
}

/** Whether a list is checked element by element; `choices` of an untyped value do that too. */
export function choicesHoldForElements(type: ValueType): boolean {
  return elementType(type) !== undefined || type.name === 'list' || takesNull(type);
}

function toWire(type: ValueType, choice: string | number): readonly WireChoice[] {
  const text = String(choice);
  switch (type.name) {
    case 'int':
    case 'double':
      return toNumbers(type, text);
    case 'bigint':
      return toBigints(text);
    case 'bool':
      return /^(?:true|false)$/i.test(text) ? [text.toLowerCase() === 'true'] : [];
    case 'string':
    case 'column':
      return [text];
    case 'datetime': {
      const time = parseDateTime(text);
      const wire = time && renderDateTime(time);
      return wire === undefined ? [] : [wire];
    }
    case 'list':
    case 'object':
    case 'dynamic':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? [text, Number(text)] : [text];
    default:
      return [];
  }
}

function toNumbers(type: ValueType, text: string): readonly WireChoice[] {
  const number = Number(text);
  if (text.trim() === '' || (Number.isNaN(number) && text !== 'NaN')) return [];
  const { value, problems } = encodeValue(type, number);
  if (problems.length > 0) return [];
  // Zero has two signs that count as one choice.
  return type.name === 'double' && number === 0 ? [0, '-0'] : [value as WireChoice];
}

function toBigints(text: string): readonly WireChoice[] {
  const digits = /^\s*\+?(-?\d+)\s*$/.exec(text)?.[1];
  if (digits !== undefined) return [String(BigInt(digits))];
  return text.trim() !== '' && Number.isInteger(Number(text)) ? [String(BigInt(Number(text)))] : [];
}

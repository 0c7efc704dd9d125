import { decodeValue } from '@celeriac/signature';
import type { CsvField } from './parse-csv.ts';

const INTEGER = /^(?:0|-?[1-9]\d*)$/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const SPECIAL = new Set(['NaN', 'Infinity', '-Infinity', '-0']);

/**
 * Makes values of the fields of one column. An empty field without quotes is null. The others are
 * bigints where all are integers of 64 bits, numbers where all are numbers, booleans where all are
 * `true` or `false`, and dates where all are RFC 3339 times with an offset; where one of them is quoted
 * or anything else, all are text. So is a number that would not be the same any more, such as 007.
 */
export function toCells(fields: readonly CsvField[]): readonly unknown[] {
  const isNull = ({ text, quoted }: CsvField): boolean => text === '' && !quoted;
  const present = fields.filter((field) => !isNull(field));
  const areAll = (fits: (text: string) => boolean): boolean =>
    present.every(({ text, quoted }) => !quoted && fits(text));
  const toEach = (convert: (text: string) => unknown): readonly unknown[] =>
    fields.map((field) => (isNull(field) ? null : convert(field.text)));
  if (areAll(isInt64)) return toEach(BigInt);
  if (areAll(isNumber)) return toEach(Number);
  if (areAll((text) => text === 'true' || text === 'false'))
    return toEach((text) => text === 'true');
  if (areAll((text) => toDate(text) !== undefined)) return toEach(toDate);
  return toEach((text) => text);
}

function isInt64(text: string): boolean {
  return INTEGER.test(text) && text.length < 21 && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

/** Integers beyond 2^53 would become others. */
function isNumber(text: string): boolean {
  if (SPECIAL.has(text)) return true;
  return NUMBER.test(text) && (!INTEGER.test(text) || Number.isSafeInteger(Number(text)));
}

function toDate(text: string): Date | undefined {
  // What is finer than a millisecond would be lost.
  if (!/(?:Z|[+-]\d\d:\d\d)$/.test(text) || /\.\d{4}/.test(text)) return undefined;
  const { value, problems } = decodeValue({ name: 'datetime' }, text);
  return problems.length === 0 ? (value as Date) : undefined;
}

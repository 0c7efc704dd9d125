const FORM =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):(\d{2}))?$/;

// `Date.UTC` would take year 1 for 1901.
const FIRST = new Date(0).setUTCFullYear(1, 0, 1);
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Writes a time as RFC 3339 in UTC; `undefined` for an invalid `Date` and outside years 1–9999. */
export function renderDateTime(date: Date): string | undefined {
  const time = date.getTime();
  return time >= FIRST && time <= LAST ? date.toISOString() : undefined;
}

/**
 * Reads an RFC 3339 time: with or without fraction (finer than milliseconds is dropped), with `Z`,
 * an offset, or neither (UTC). `undefined` where the text is none, or names no real time.
 */
export function parseDateTime(text: string): Date | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  if (year < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  date.setUTCHours(hour, minute, second, Number((match[7] ?? '').slice(0, 3).padEnd(3, '0')));
  const [offsetHour, offsetMinute] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (offsetHour > 23 || offsetMinute > 59) return undefined;
  const offset = (offsetHour * 60 + offsetMinute) * 60_000 * (match[8] === '-' ? -1 : 1);
  date.setTime(date.getTime() - offset);
  return date.getTime() >= FIRST && date.getTime() <= LAST ? date : undefined;
}

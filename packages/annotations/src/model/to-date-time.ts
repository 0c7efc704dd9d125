import { isWireValue } from '@celeriac/signature';

const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?)?(Z|z|[+-]\d{2}:\d{2})?$/;

/**
 * Completes a date or time to RFC 3339: midnight where no time is given, UTC where no offset is.
 * `undefined` for what is none, or no real time.
 */
export function toDateTime(text: string): string | undefined {
  const match = DATE_TIME.exec(text);
  if (!match) return undefined;
  const [, date = '', minutes = '00:00', seconds = ':00', offset = 'Z'] = match;
  const whole = `${date}T${minutes}${seconds}${offset.toUpperCase()}`;
  return isWireValue({ name: 'datetime' }, whole) ? whole : undefined;
}

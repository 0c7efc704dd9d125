/** `true` or `false` as a header writes them, in whatever case; `undefined` for anything else. */
export function toBoolean(text: string): boolean | undefined {
  if (text === 'true') return true;
  if (text === 'false') return false;
  const lower = text.length <= 'false'.length ? text.toLowerCase() : '';
  return lower === 'true' || (lower === 'false' ? false : undefined);
}

/** What is told of bytes besides where they are: files and graphics have a media type, files a name. */
export interface BytesMeta {
  readonly name?: string;
  readonly mediaType?: string;
}

/** Whether a value is a media type, as in `text/csv; charset=utf-8`. */
export function isMediaType(value: unknown): value is string {
  return typeof value === 'string' && /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:;[\t -~]*)?$/.test(value);
}

/** Whether a value is a name that any file system can hold: no folders, at most 255 bytes of UTF-8. */
export function isFileName(name: unknown): name is string {
  if (typeof name !== 'string' || name === '.' || name === '..' || !name.isWellFormed())
    return false;
  return /^[^/\\\u0000-\u001f\u007f]{1,255}$/.test(name) && utf8Length(name) <= 255;
}

function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}

/** Character codes the readers look for, by name. */
export const TAB = 9;
export const LINE_FEED = 10;
export const FORM_FEED = 12;
export const CARRIAGE_RETURN = 13;
export const SPACE = 32;
export const DOUBLE_QUOTE = 34;
export const HASH = 35;
export const SINGLE_QUOTE = 39;
export const OPEN_PAREN = 40;
export const CLOSE_PAREN = 41;
export const STAR = 42;
export const COMMA = 44;
export const SLASH = 47;
export const COLON = 58;
export const EQUALS = 61;
export const OPEN_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;
export const BYTE_ORDER_MARK = 0xfeff;

/** Whether a character may stand inside a Python name; everything beyond ASCII may. */
export function isNamePart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    code === 95 ||
    (code >= 48 && code <= 57) ||
    code >= 128
  );
}

/** Whether a character ends a line. */
export function isLineBreak(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}

/** Whether a character is white space within a line. */
export function isBlank(code: number): boolean {
  return code <= SPACE && (code === SPACE || code === TAB || code === FORM_FEED);
}

/** The first offset from `at` that is not white space within the line. */
export function skipBlanks(text: string, at: number): number {
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** The end of the white space that stands before `at`, not going below `start`. */
export function trimEnd(text: string, at: number, start: number): number {
  while (at > start && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

/** Where the line of `at` begins, which only white space may stand before on it. */
export function startOfLine(text: string, at: number): number {
  return trimEnd(text, at, 0);
}

/** The offset of the next line break, or the end of the text. */
export function endOfLine(text: string, at: number): number {
  while (at < text.length && !isLineBreak(text.charCodeAt(at))) at++;
  return at;
}

/** The same for a text without carriage returns, where the search is the engine's own. */
export function endOfFeedLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** The offset behind the line break at `at`; `\r\n` is one break. */
export function skipLineBreak(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED) return at + 2;
  return isLineBreak(code) ? at + 1 : at;
}

/** The end of the Python name that begins at `at`; `at` itself where there is none. */
export function endOfName(text: string, at: number): number {
  while (isNamePart(text.charCodeAt(at))) at++;
  return at;
}

const IDENTIFIER = /^[\p{XID_Start}_]\p{XID_Continue}*$/u;

/** Whether a text is an identifier, as Python and JavaScript both read it. */
export function isIdentifier(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first >= 48 && first <= 57) return false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 128) return IDENTIFIER.test(text);
    if (!isNamePart(code)) return false;
  }
  return text.length > 0;
}

/** A name as Python stores it: beyond ASCII in normalization form KC. */
export function toPythonName(text: string): string {
  for (let at = 0; at < text.length; at++)
    if (text.charCodeAt(at) >= 128) return text.normalize('NFKC');
  return text;
}

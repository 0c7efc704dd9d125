const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '\\': '\\',
  '/': '/',
  '"': '"',
  "'": "'",
};

/**
 * The content of a quoted text, quotes included in `quoted`. `\n`, `\t`, `\uXXXX` and the other
 * escapes of JSON mean what they mean there; any other backslash stays, as in Python.
 */
export function unquote(quoted: string): string {
  const content = quoted.slice(1, -1);
  if (!content.includes('\\')) return content;
  return content.replace(/\\(u[0-9a-fA-F]{4}|[^])/g, (whole, escaped: string) => {
    if (escaped.length === 5) return String.fromCharCode(parseInt(escaped.slice(1), 16));
    return ESCAPES[escaped] ?? whole;
  });
}

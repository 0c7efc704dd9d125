/**
 * Text of others as it may be shown: what would steer a terminal is written out, as `\\x1b`. Line
 * breaks and tabs stay.
 */
export function showControls(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, (control) => {
    if (control === '\n' || control === '\t') return control;
    const code = control.codePointAt(0) ?? 0;
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
  });
}

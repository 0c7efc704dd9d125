import { elementType, type Parameter } from '@celeriac/signature';

/** Flags of JavaScript's expressions that Python writes within the expression. */
const FLAGS = /^[imsu]*$/;

/**
 * The regular expressions, as Python writes them, among the options `validator` and `validators` of
 * an input of text; each text has to have a match of each.
 *
 * One is written between slashes (`/^[a-z]+$/i`), or begins with `^` or ends with `$`; in quotes or
 * not, one or a list, backslashes as they stand. Every other validator names what a user interface
 * runs.
 */
export function toPatterns({ type, options = {} }: Parameter): readonly string[] {
  if ((elementType(type) ?? type).name !== 'string') return [];
  return ['validator', 'validators'].flatMap((key) =>
    splitList(options[key]?.trim() ?? '').flatMap(toPattern),
  );
}

function splitList(text: string): readonly string[] {
  if (!/^\[\s*["'][^]*["']\s*\]$/.test(text)) return [text];
  return text.match(/"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'/g) ?? [];
}

function toPattern(written: string): readonly string[] {
  const text = /^(["'])([^]*)\1$/.exec(written)?.[2] ?? written;
  const [, body, flags = ''] = /^\/([^]+)\/([a-z]*)$/.exec(text) ?? [];
  if (body !== undefined && FLAGS.test(flags)) {
    const kept = flags.replaceAll('u', '');
    return [kept === '' ? body : `(?${kept})${body}`];
  }
  return text.length > 1 && (text.startsWith('^') || text.endsWith('$')) ? [text] : [];
}

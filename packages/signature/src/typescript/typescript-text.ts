import { toAscii } from '../describe-value.ts';

/** A text as a TypeScript string literal of printable ASCII. */
export function renderString(text: string): string {
  const inner = toAscii(JSON.stringify(text)).slice(1, -1).replaceAll('\\"', '"');
  return `'${inner.replaceAll("'", "\\'")}'`;
}

/** The name of a member: as it is where that is surely a name, else quoted. */
export function renderKey(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : renderString(name);
}

/**
 * A comment of one line with its line break, indented; nothing for a text without words.
 *
 * Whatever the text holds is shown as text: it cannot end the comment, nor begin a tag of JSDoc.
 */
export function renderComment(text: string | undefined, indent: string): string {
  const words = (text ?? '')
    .toWellFormed()
    .replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim()
    .replaceAll('*/', '*&#47;')
    .replaceAll(/(?<=^|[\s{*])@/g, '&#64;');
  return words === '' ? '' : `${indent}/** ${words} */\n`;
}

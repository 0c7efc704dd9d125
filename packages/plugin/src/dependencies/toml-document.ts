import { createLineIndex, type Span } from '@celeriac/diagnostic';
import { parse, TomlError } from 'smol-toml';
import type { Report } from '../report.ts';

/** A table of a TOML document. */
export type TomlTable = Readonly<Record<string, unknown>>;

/**
 * Parses TOML; tells `invalid-toml` with line and column, and is then `undefined`.
 *
 * `text` is the TOML itself; `place` maps a line of it, from 1, to the offset of that line's first
 * character in the file.
 */
export function parseToml(
  text: string,
  place: { readonly file: string; readonly offsetOf?: (line: number) => number },
  report: Report,
): TomlTable | undefined {
  try {
    return parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { line, column } = error;
    const offsetOf = place.offsetOf ?? ((wanted) => createLineIndex(text).lineStart(wanted));
    const start = offsetOf(line) + Math.max(0, column - 1);
    const reason = error.message.split('\n')[0]?.replace('Invalid TOML document: ', '') ?? '';
    report.error('invalid-toml', `This is no TOML: ${reason}.`, {
      file: place.file,
      span: { start, end: start + 1 },
    });
    return undefined;
  }
}

/** The table of that name, or `undefined` where there is none. */
export function tableOf(table: TomlTable | undefined, key: string): TomlTable | undefined {
  const value = table?.[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as TomlTable)
    : undefined;
}

/** The place of a string as it is written between quotes, from `after` on; the place itself otherwise. */
export function findString(text: string, value: string, after: number): Span {
  for (const written of [JSON.stringify(value), `'${value}'`]) {
    const start = text.indexOf(written, after);
    if (start !== -1) return { start: start + 1, end: start + written.length - 1 };
  }
  const end = text.indexOf('\n', after);
  return { start: after, end: end === -1 ? text.length : end };
}

import type { Diagnostic, Severity } from './diagnostic.ts';
import { createLineIndex, type LineIndex } from './line-index.ts';

/** How a code frame is coloured; each function wraps its text, by default in nothing. */
export interface CodeFrameStyle {
  readonly severity?: (severity: Severity, text: string) => string;
  readonly dim?: (text: string) => string;
}

/**
 * Renders one diagnostic for a person: severity, code and message; file, line and column; the line
 * with the span underlined; the fix and the related places.
 *
 * `text` is the content of the diagnostic's file; without it only the file's name is shown. The
 * result has no line break at its end.
 */
export function renderCodeFrame(
  diagnostic: Diagnostic,
  text?: string,
  style: CodeFrameStyle = {},
): string {
  const paint = style.severity ?? ((_, plain) => plain);
  const dim = style.dim ?? ((plain) => plain);
  const { severity, code, message, span, fix } = diagnostic;
  const lines = [`${paint(severity, severity)} ${dim(code)} ${message}`];
  const index = text === undefined || span === undefined ? undefined : createLineIndex(text);
  if (diagnostic.file !== undefined) lines.push(`  ${dim('at')} ${place(diagnostic, index)}`);
  if (index && span) lines.push(...frame(index, diagnostic, { paint, dim }));
  for (const related of diagnostic.related ?? []) {
    const at = diagnostic.file === undefined ? related : { file: diagnostic.file, ...related };
    const hasPlace = related.file !== undefined || related.span !== undefined;
    const shown = place(at, at.file === diagnostic.file ? index : undefined);
    const where = hasPlace && shown !== '' ? ` ${dim(`(${shown})`)}` : '';
    lines.push(`  ${dim('see')} ${related.message}${where}`);
  }
  if (fix) lines.push(`  ${dim('fix')} ${fix.title}`);
  return lines.join('\n');
}

function place(at: Pick<Diagnostic, 'file' | 'span'>, index?: LineIndex): string {
  if (at.file === undefined || !index || !at.span) return at.file ?? '';
  const { line, column } = index.positionAt(at.span.start);
  return `${at.file}:${line}:${column}`;
}

const MAX_WIDTH = 120;

function frame(
  index: LineIndex,
  { span, severity }: Diagnostic,
  { paint, dim }: { paint: (s: Severity, t: string) => string; dim: (t: string) => string },
): string[] {
  if (!span) return [];
  const { line, column } = index.positionAt(span.start);
  const whole = index.lineText(line);
  const from = column > MAX_WIDTH - 20 ? column - 20 : 1;
  const shown = whole.slice(from - 1, from - 1 + MAX_WIDTH).replaceAll('\t', ' ');
  const end = Math.min(span.end - index.lineStart(line), whole.length);
  const room = Math.max(1, shown.length - (column - from));
  const length = Math.min(Math.max(1, end - column + 1), room);
  const gutter = String(line);
  const blank = ' '.repeat(gutter.length);
  return [
    `  ${dim(`${gutter} |`)} ${shown}`,
    `  ${dim(`${blank} |`)} ${' '.repeat(column - from)}${paint(severity, '^'.repeat(length))}`,
  ];
}

import type { Span } from '@celeriac/diagnostic';

/** A line of a requirements file as pip sees it: continued lines joined, comments gone. */
export interface LogicalLine {
  /** Without comment and outer white space; never empty. */
  readonly text: string;
  /** Number of its first physical line, from 1. */
  readonly line: number;
  /** From its first to its last character in the file, comments inside included. */
  readonly span: Span;
}

/** Joins lines that end with a backslash, drops comments (`#` at a word's start) and blank lines. */
export function splitLogicalLines(text: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  let offset = 0;
  let number = 0;
  let open: { text: string; line: number; start: number } | undefined;
  for (const physical of text.split(/(?<=\n)|(?<=\r)(?!\n)/)) {
    number++;
    const content = physical.replace(/[\r\n]+$/, '').replace(/^\ufeff/, ' ');
    const isComment = /^\s*#/.test(content);
    const continues = content.endsWith('\\') && !isComment;
    open ??= { text: '', line: number, start: offset };
    open.text += isComment ? ' ' : continues ? content.slice(0, -1) : content;
    const end = offset + content.length;
    offset += physical.length;
    if (continues) continue;
    add(lines, open, end);
    open = undefined;
  }
  if (open) add(lines, open, offset);
  return lines;
}

function add(
  lines: LogicalLine[],
  { text, line, start }: { text: string; line: number; start: number },
  end: number,
): void {
  const bare = text.replace(/(^|\s)#.*$/s, '').trim();
  if (bare === '') return;
  const indent = text.length - text.trimStart().length;
  lines.push({ text: bare, line, span: { start: start + indent, end } });
}

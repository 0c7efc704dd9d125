import { createLineIndex, type Diagnostic, type Span } from '@celeriac/diagnostic';
import { parsePython } from '../parse-python.ts';
import type { AnnotatedFunction, AnnotatedScript, PythonModule } from '../python-module.ts';
import { blockAt, readOutline, type Block } from './outline.ts';
import type { Position, Range, TextEdit } from './protocol.ts';

/** A text, read once for one feature. */
export interface Source {
  readonly text: string;
  readonly module: PythonModule;
  readonly diagnostics: readonly Diagnostic[];
  /** Functions and script, in the order of the text. */
  readonly declared: readonly (AnnotatedFunction | AnnotatedScript)[];
  readonly blocks: readonly Block[];
  /** What the text ends its lines with. */
  readonly lineBreak: string;
  /** The offset of a position; one beyond its line or the text is that of its end. */
  toOffset(position: Position): number;
  toRange(span: Span): Range;
  /** The offset at which the line of an offset begins. */
  lineStart(offset: number): number;
  /** The offset at which the next line begins, or the end of the text. */
  nextLine(offset: number): number;
}

/** Reads a text for a feature; nothing is parsed before it is asked for. */
export function createSource(text: string): Source {
  const lines = createLineIndex(text);
  let parsed: ReturnType<typeof parsePython> | undefined;
  let blocks: readonly Block[] | undefined;
  const parse = (): NonNullable<typeof parsed> => (parsed ??= parsePython(text));
  const toPosition = (offset: number): Position => {
    const { line, column } = lines.positionAt(offset);
    return { line: line - 1, character: column - 1 };
  };
  return {
    text,
    get module() {
      return parse().value;
    },
    get diagnostics() {
      return parse().diagnostics;
    },
    get declared() {
      const { functions, script } = parse().value;
      return script ? [script, ...functions] : functions;
    },
    get blocks() {
      return (blocks ??= readOutline(text));
    },
    lineBreak: /\r\n|\r|\n/.exec(text)?.[0] ?? '\n',
    toOffset({ line, character }) {
      if (!(line >= 0)) return 0;
      if (line >= lines.lineCount) return text.length;
      const number = Math.floor(line) + 1;
      const length = lines.lineText(number).length;
      return lines.lineStart(number) + Math.min(Math.max(Math.floor(character) || 0, 0), length);
    },
    toRange: ({ start, end }) => ({ start: toPosition(start), end: toPosition(end) }),
    lineStart: (offset) => lines.lineStart(lines.positionAt(offset).line),
    nextLine: (offset) => lines.lineStart(lines.positionAt(offset).line + 1),
  };
}

/** Whether an offset is in a span or at one of its ends. */
export function touches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** The function whose header, `def` or body an offset is in. */
export function functionAt(source: Source, offset: number): AnnotatedFunction | undefined {
  const block = blockAt(source.blocks, offset);
  return block && functionOf(source, block);
}

/** The function that a block defines, where it has a header. */
export function functionOf(source: Source, { statement }: Block): AnnotatedFunction | undefined {
  if (statement === undefined) return undefined;
  return source.module.functions.find(({ nameSpan }) => touches(statement, nameSpan.start));
}

/** The block that holds the `def` of a function. */
export function blockOf({ blocks }: Source, { nameSpan }: AnnotatedFunction): Block | undefined {
  let low = 0;
  let high = blocks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((blocks[middle]?.statement?.start ?? Infinity) <= nameSpan.start) low = middle;
    else high = middle - 1;
  }
  const block = blocks[low];
  return block?.statement && touches(block.statement, nameSpan.start) ? block : undefined;
}

/** Edits in ranges of the protocol, in the order of the text. */
export function toTextEdits(
  { toRange }: Source,
  edits: readonly { readonly span: Span; readonly newText: string }[],
): readonly TextEdit[] {
  return edits
    .toSorted((one, other) => one.span.start - other.span.start || one.span.end - other.span.end)
    .map(({ span, newText }) => ({ range: toRange(span), newText }));
}

import type { Span } from '@celeriac/diagnostic';
import { MOST_FUNCTIONS } from '../limits.ts';
import type { Report } from '../diagnostics/reporter.ts';
import type { PythonVisitor, Statement } from '../python/statement.ts';
import { returnsValue } from '../python/returns-value.ts';
import { definedName } from '../python/defined-name.ts';
import { toHeader, type Header, type TagLine } from './header.ts';
import { isCoreLine, isNameLine, isProse } from './is-core-line.ts';
import { isMeantAsTag } from './nearest-tag.ts';
import { readTagLine } from './read-tag-line.ts';
import { createScopes, type Scopes } from './scopes.ts';

/** A header and the statement of the module-level `def` under it. */
export interface HeadedDefinition {
  readonly header: Header;
  readonly statement: Statement;
  /** Starts of the decorators between the two. */
  readonly decorators: readonly Span[];
  /** Where the body ends: at the next statement of the module, or at the end of the text. */
  bodyEnd: number;
  /** Whether a statement of the body, outside of nested functions, returns a value. */
  returnsValue: boolean;
}

/** The headers of a file, in their order. */
export interface FoundHeaders {
  readonly definitions: readonly HeadedDefinition[];
  /** The first header that says `language` and has no `def`. */
  readonly script?: Header;
}

/** Gathers tag lines while a text is read; `finish` tells what was found. */
export interface HeaderFinder extends PythonVisitor {
  finish(): FoundHeaders;
}

const NONE: readonly Span[] = [];

/** Makes a finder that binds each header to the `def` under it and reports those without one. */
export function createHeaderFinder(text: string, report: Report): HeaderFinder {
  const definitions: HeadedDefinition[] = [];
  const scopes = createScopes(text);
  let lines: TagLine[] = [];
  let decorators: Span[] = [];
  let script: Header | undefined;

  /** Takes the lines gathered so far, if they are a header. */
  const takeHeader = (): Header | undefined => {
    const header = lines.some(isCoreLine) ? toHeader(lines.filter(isMeantAsTag)) : undefined;
    lines = [];
    return header;
  };
  const leave = (why: string): void => {
    const header = takeHeader();
    if (header === undefined || header.lines.every(isProse)) return;
    if (script === undefined && header.lines.some(({ tag }) => tag.text === 'language'))
      script = header;
    else report('orphan-header', header.span, `This header belongs to no function: ${why}.`);
  };
  const bind = (statement: Statement): void => {
    const header = takeHeader();
    const [first] = header?.lines ?? [];
    if (header === undefined || first === undefined) return;
    const misplaced = explainMisplaced(text, scopes, statement);
    if (misplaced !== undefined) report('not-a-task', definedName(text, statement).span, misplaced);
    else if (first.column > statement.column) report('orphan-header', header.span, INDENTED_DEEPER);
    else if (definitions.length === MOST_FUNCTIONS)
      report(
        'limit-exceeded',
        header.span,
        `A file has at most ${MOST_FUNCTIONS} functions: split it.`,
      );
    else
      definitions.push({
        header,
        statement,
        decorators: decorators.length === 0 ? NONE : decorators,
        bodyEnd: text.length,
        returnsValue: returnsValue(text, statement),
      });
  };

  return {
    comment(hash, end, column) {
      const line = readTagLine(text, hash, { end, column });
      if (line === undefined) return;
      if (line.tag.text === 'name' && line.value.text !== '' && lines.some(isNameLine))
        leave('another "name" tag follows before any "def"; put a "def" under each header');
      lines.push(line);
    },
    statement(statement) {
      const last = definitions.at(-1);
      if (last && last.bodyEnd === text.length && statement.column === 0)
        last.bodyEnd = statement.start;
      scopes.leaveTo(statement.column);
      if (last && !last.returnsValue && scopes.isIn(last.statement))
        last.returnsValue = returnsValue(text, statement);
      if (statement.word === '@') {
        decorators.push({ start: statement.start, end: statement.end });
        return;
      }
      if (lines.length > 0) {
        if (statement.word === 'def' || statement.word === 'class' || isLambda(text, statement))
          bind(statement);
        else leave('a statement stands between it and the next "def"; move it onto its "def"');
      }
      if (decorators.length > 0) decorators = [];
      scopes.enter(statement);
    },
    finish() {
      leave('the file ends before a "def"; write the "def" under it, or remove it');
      return { definitions, ...(script && { script }) };
    },
  };
}

const INDENTED_DEEPER =
  'This header is indented deeper than the "def" under it, so it belongs to the block above: align it with its "def".';

function isLambda(text: string, { start, end }: Statement): boolean {
  return /^\w+\s*=\s*lambda\b/.test(text.slice(start, Math.min(end, start + 200)));
}

function explainMisplaced(text: string, scopes: Scopes, statement: Statement): string | undefined {
  const remedy = 'move it to the module level, as a "def" of its own';
  if (statement.word === 'class') return `A class is no task: ${remedy}.`;
  if (statement.word !== 'def') return `A lambda is no task: ${remedy}.`;
  if (statement.column === 0) return undefined;
  const scope = scopes.innermost();
  const name = definedName(text, statement).text;
  if (scope?.kind === 'class')
    return `"${name}" is a method of "${scope.name}", which a worker cannot call: ${remedy}.`;
  if (scope?.kind === 'def')
    return `"${name}" is nested in "${scope.name}", out of a worker's reach: ${remedy}.`;
  return `"${name}" is defined within a block, so it may not exist: ${remedy}.`;
}

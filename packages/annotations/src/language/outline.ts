import { readDefinition } from '../definition/read-definition.ts';
import type { Definition } from '../definition/definition.ts';
import { isBound } from '../definition/is-bound.ts';
import { createScopes } from '../header/scopes.ts';
import { trimEnd } from '../python/characters.ts';
import { returnsValue } from '../python/returns-value.ts';
import { scanPython } from '../python/scan-python.ts';
import type { PythonVisitor, Statement } from '../python/statement.ts';

/** A comment on a line of its own. */
export interface CommentLine {
  readonly hash: number;
  readonly end: number;
  readonly column: number;
}

/** A statement of the module with the comments and decorators above it. */
export interface Block {
  readonly comments: readonly CommentLine[];
  readonly decorators: readonly Statement[];
  /** Missing for the comments at the end of a text. */
  readonly statement?: Statement;
  /** Behind the last statement of the body. */
  readonly end: number;
  /** Whether a statement of the body, outside of nested functions, returns a value. */
  readonly returnsValue: boolean;
}

/** A finished `def` and what stands around it. */
export interface BlockDefinition extends Definition {
  /** Whether a decorator passes the first argument. */
  readonly isBound: boolean;
  readonly returnsValue: boolean;
}

/** Reads the module-level statements of a text that have comments above them or define functions. */
export function readOutline(text: string): readonly Block[] {
  for (let distrustsStrings = false; ; distrustsStrings = true) {
    const { visitor, finish } = createOutliner(text);
    const options = { report: () => undefined, distrustsStrings };
    const { endsInString } = scanPython(text, visitor, options);
    if (!endsInString || distrustsStrings) return finish();
  }
}

function createOutliner(text: string): { visitor: PythonVisitor; finish(): readonly Block[] } {
  const blocks: { -readonly [Key in keyof Block]: Block[Key] }[] = [];
  const scopes = createScopes(text);
  let comments: CommentLine[] = [];
  let decorators: Statement[] = [];
  const visitor: PythonVisitor = {
    comment: (hash, end, column) => void comments.push({ hash, end, column }),
    statement(statement) {
      const end = trimEnd(text, statement.end, statement.start);
      if (statement.word === '@') {
        decorators.push(statement);
        return;
      }
      scopes.leaveTo(statement.column);
      const last = blocks.at(-1);
      if (statement.column === 0) {
        const returns = statement.word === 'def' && returnsValue(text, statement);
        blocks.push({ comments, decorators, statement, end, returnsValue: returns });
      } else if (last) {
        last.end = end;
        if (last.statement && scopes.isIn(last.statement))
          last.returnsValue ||= returnsValue(text, statement);
      }
      scopes.enter(statement);
      comments = [];
      decorators = [];
    },
  };
  return {
    visitor,
    finish() {
      if (comments.length > 0)
        blocks.push({ comments, decorators, end: text.length, returnsValue: false });
      return blocks;
    },
  };
}

/** The `def` of a block; `undefined` where it has none, or one that is not finished. */
export function definitionOf(text: string, block: Block): BlockDefinition | undefined {
  const { statement, decorators, returnsValue: returns } = block;
  if (statement?.word !== 'def') return undefined;
  const definition = readDefinition(text, statement.start, statement.end);
  if (!definition.isComplete) return undefined;
  return { ...definition, isBound: isBound(text, decorators), returnsValue: returns };
}

/** The block that an offset is in: on its comments, its decorators, its statement or its body. */
export function blockAt(blocks: readonly Block[], offset: number): Block | undefined {
  return blocks.find(({ comments, decorators, statement, end }) => {
    const starts = [comments[0]?.hash, decorators[0]?.start, statement?.start];
    return offset <= end && starts.some((start) => start !== undefined && start <= offset);
  });
}

import { createYieldFinder } from '../../src/definition/has-yield.ts';
import { readDefinition } from '../../src/definition/read-definition.ts';
import { readDocstring } from '../../src/definition/read-docstring.ts';
import { parsePython } from '../../src/index.ts';
import { scanPython } from '../../src/python/scan-python.ts';
import type { Statement } from '../../src/python/statement.ts';

/** A file as CPython sees it: one line of `read_definitions.py`. */
export interface PythonFile {
  readonly path: string;
  readonly text: string;
  readonly definitions: readonly PythonDefinition[];
}

interface PythonDefinition {
  readonly start: number;
  readonly name: string;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly hasDocstring: boolean;
  readonly parameters: readonly (readonly [
    kind: string,
    name: string,
    hint: Place | null,
    initial: Place | null,
  ])[];
  readonly returns: Place | null;
}

type Place = readonly [start: number, end: number];

/**
 * Tells where our reading of a file's defs is not CPython's, and which of them are taken for tasks:
 * in ordinary Python none is.
 */
export function compareDefinitions({ path, text, definitions }: PythonFile): readonly string[] {
  const reported: string[] = [];
  const defs: Statement[] = [];
  const ends = new Map<Statement, number>();
  const open: Statement[] = [];
  const closeTo = (column: number, at: number): void => {
    for (let last = open.at(-1); last && last.column >= column; last = open.at(-1))
      ends.set(open.pop() ?? last, at);
  };
  const statement = (found: Statement): void => {
    closeTo(found.column, found.start);
    if (found.word !== 'def') return;
    defs.push(found);
    open.push(found);
  };
  const report = (code: string): void => void reported.push(`${path}: reports ${code}`);
  scanPython(text, { statement, comment: () => undefined }, { report });
  closeTo(0, text.length);
  const expected = new Map(definitions.map((definition) => [definition.start, definition]));
  for (const def of defs) {
    const python = expected.get(def.start);
    const place = `${path}:${def.start}`;
    expected.delete(def.start);
    if (python === undefined) reported.push(`${place}: no def of Python`);
    else
      reported.push(
        ...compare(text, python, { def, bodyEnd: ends.get(def) ?? text.length }).map(
          (what) => `${place} ${python.name}: ${what}`,
        ),
      );
  }
  for (const { start, name } of expected.values())
    reported.push(`${path}:${start} ${name}: missed`);
  const { functions, script } = parsePython(text).value;
  for (const { definition } of functions) reported.push(`${path}: takes ${definition} for a task`);
  if (script) reported.push(`${path}: is taken for a script`);
  return reported;
}

function compare(
  text: string,
  python: PythonDefinition,
  { def, bodyEnd }: { readonly def: Statement; readonly bodyEnd: number },
): readonly string[] {
  const wrong: string[] = [];
  const check = (what: string, ours: unknown, theirs: unknown): void => {
    if (ours !== theirs) wrong.push(`${what}: ${String(ours)}, not ${String(theirs)}`);
  };
  const ours = readDefinition(text, def.start, def.end);
  check('complete', ours.isComplete, true);
  check('name', ours.name.text.normalize('NFKC'), python.name);
  check('async', ours.isAsync, python.isAsync);
  check('generator', createYieldFinder(text).hasYield(ours.end, bodyEnd), python.isGenerator);
  check('docstring', readDocstring(text, ours.end, bodyEnd) !== undefined, python.hasDocstring);
  check('parameters', ours.parameters.length, python.parameters.length);
  for (const [index, [kind, name, hint, initial]] of python.parameters.entries()) {
    const parameter = ours.parameters[index];
    check(`parameter ${index}`, `${parameter?.kind} ${parameter?.name}`, `${kind} ${name}`);
    check(`hint of ${name}`, covers(text, parameter?.hint?.span, hint), true);
    check(`default of ${name}`, covers(text, parameter?.default?.span, initial), true);
  }
  check('return hint', covers(text, ours.returnHint?.span, python.returns), true);
  return wrong;
}

/** Whether our span is the one of the node; Python leaves the parentheses around it out. */
function covers(
  text: string,
  ours: { readonly start: number; readonly end: number } | undefined,
  theirs: Place | null,
): boolean {
  if (ours === undefined || theirs === null) return (ours === undefined) === (theirs === null);
  const [start, end] = theirs;
  if (start < ours.start || end > ours.end) return false;
  const around = text.slice(ours.start, start) + text.slice(end, ours.end);
  return /^[\s()\\,]*$/.test(around.replace(/#.*/g, ''));
}

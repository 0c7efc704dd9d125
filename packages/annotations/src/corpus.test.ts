import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createLineIndex, type Diagnostic, type Span } from '@celeriac/diagnostic';
import { decodeValue, type Parameter } from '@celeriac/signature';
import { describe, expect, it } from 'vitest';
import {
  ANNOTATION_CODES,
  parsePython,
  type AnnotatedFunction,
  type AnnotatedTest,
} from './index.ts';

const FOLDER = new URL('./corpus/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.py'));

const parseFile = (name: string) => {
  const text = readFileSync(new URL(name, FOLDER), 'utf8');
  return { text, ...parsePython(text, { file: name }) };
};

/** A parse in a form that reads well as a diff: signatures whole, places as line and column. */
function toGolden(name: string): unknown {
  const { text, value, diagnostics } = parseFile(name);
  const index = createLineIndex(text);
  const at = ({ start, end }: Span): string => {
    const from = index.positionAt(start);
    const to = index.positionAt(end);
    return `${from.line}:${from.column}-${to.line}:${to.column}`;
  };
  const toTest = ({ span, callee, arguments: given, expected }: AnnotatedTest): unknown => ({
    at: at(span),
    calls: `${callee.text} at ${at(callee.span)}`,
    arguments: given.map((argument) => [argument.name?.text, argument.value, at(argument.span)]),
    expected: expected?.kind === 'raises' ? `raises ${expected.type.text}` : expected?.value,
  });
  const toFunction = (declared: AnnotatedFunction): unknown => ({
    def: `${declared.isAsync ? 'async ' : ''}${declared.definition} at ${at(declared.nameSpan)}`,
    header: at(declared.header.span),
    isGenerator: declared.isGenerator,
    takesContext: declared.takesContext,
    parameters: declared.parameters.map((parameter) =>
      [
        `${parameter.kind} ${parameter.name} at ${at(parameter.span)}`,
        parameter.hint && `hint ${parameter.hint.text}`,
        parameter.default && `default ${parameter.default.text}`,
      ]
        .filter((part) => part !== undefined)
        .join(', '),
    ),
    returnHint: declared.returnHint?.text,
    docstring: declared.docstring && `${at(declared.docstring.span)} ${declared.docstring.text}`,
    tests: declared.tests.length > 0 ? declared.tests.map(toTest) : undefined,
    decorators: declared.decorators.map(at),
    signature: declared.signature,
  });
  const toMessage = ({ severity, code, span, message, fix, related }: Diagnostic): unknown => ({
    at: span && at(span),
    is: `${severity} ${code}`,
    message,
    fix: fix && [fix.title, ...fix.edits.map((edit) => `${at(edit.span)} ${edit.newText}`)],
    related: related?.map((place) => `${place.span ? at(place.span) : ''} ${place.message}`),
  });
  const golden = {
    functions: value.functions.map(toFunction),
    script: value.script?.signature,
    diagnostics: diagnostics.map(toMessage),
  };
  return JSON.parse(JSON.stringify(golden));
}

describe('the corpus', () => {
  it.each(FILES)('%s parses as written down beside it', (name) => {
    const golden = new URL(name.replace(/\.py$/, '.json'), FOLDER);
    const actual = toGolden(name);
    // A file without its golden gets one, to be reviewed before it is committed.
    const isNew = !existsSync(golden);
    if (isNew) writeFileSync(golden, `${JSON.stringify(actual, null, 2)}\n`);
    expect(isNew).toBe(false);
    expect(actual).toEqual(JSON.parse(readFileSync(golden, 'utf8')));
  });

  it('shows every diagnostic code at least once', () => {
    const shown = FILES.flatMap((name) => parseFile(name).diagnostics.map(({ code }) => code));
    const never = Object.keys(ANNOTATION_CODES).filter((code) => !shown.includes(code));
    // A text beyond the limits is too long to be kept: "limits.test.ts" makes some.
    expect(never).toEqual(['limit-exceeded']);
  });

  it('holds only spans within the text, and fixes that do not overlap', () => {
    for (const name of FILES) {
      const { text, diagnostics } = parseFile(name);
      for (const { span, fix } of diagnostics) {
        const spans = [span, ...(fix?.edits.map((edit) => edit.span) ?? [])];
        for (const place of spans) {
          expect(place?.start).toBeGreaterThanOrEqual(0);
          expect(place?.end).toBeGreaterThanOrEqual(place?.start ?? 0);
          expect(place?.end).toBeLessThanOrEqual(text.length);
        }
      }
    }
  });

  it('gives defaults in the wire form of their types', () => {
    const isWire = ({ type, default: initial }: Parameter): boolean =>
      initial === undefined || initial === null || decodeValue(type, initial).problems.length === 0;
    for (const name of FILES)
      for (const { signature } of parseFile(name).value.functions)
        expect(signature.inputs.filter((input) => !isWire(input))).toEqual([]);
  });
});

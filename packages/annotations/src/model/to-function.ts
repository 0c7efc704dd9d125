import type { YieldFinder } from '../definition/has-yield.ts';
import { isBound } from '../definition/is-bound.ts';
import { readDocstring } from '../definition/read-docstring.ts';
import { readDefinition } from '../definition/read-definition.ts';
import type { Report } from '../diagnostics/reporter.ts';
import type { HeadedDefinition } from '../header/find-headers.ts';
import type { Header } from '../header/header.ts';
import { toPythonName } from '../python/characters.ts';
import type { AnnotatedFunction, AnnotatedScript } from '../python-module.ts';
import type { AnnotatedTest } from '../test-line/test-line.ts';
import { checkDefinition, CONTEXT_NAME, type BoundDefinition } from './check-definition.ts';
import { readTests } from './read-tests.ts';
import { readHeader } from './read-header.ts';
import { toSignature } from './to-signature.ts';

const NO_TESTS: readonly AnnotatedTest[] = [];

/** Binds a header to its `def` and gives the function they make. */
export function toFunction(
  text: string,
  { header, statement, decorators, bodyEnd, returnsValue }: HeadedDefinition,
  { report, yields }: { report: Report; yields: YieldFinder },
): AnnotatedFunction {
  const content = readHeader(text, header, report);
  const { inputs, outputs } = content;
  const definition = readDefinition(text, statement.start, statement.end);
  const { name, isAsync, parameters, returnHint } = definition;
  const isGenerator = yields.hasYield(definition.end, bodyEnd);
  if (definition.isClosed) {
    const bound: BoundDefinition = {
      text,
      header,
      inputs,
      outputs,
      definition,
      isBound: isBound(text, decorators),
      returnsValue: returnsValue || isGenerator || statement.isBroken,
    };
    checkDefinition(bound, report);
  }
  if (!definition.isComplete && !statement.isBroken) {
    const message = 'This "def" is not finished: write it as "def name(parameters):".';
    report('unfinished-definition', { start: statement.start, end: statement.end }, message);
  }
  const isInput = inputs.some(({ parameter }) => parameter.name === CONTEXT_NAME);
  const takesContext = !isInput && parameters.some((parameter) => parameter.name === CONTEXT_NAME);
  const definedName = toPythonName(name.text);
  const signature = toSignature(content, definedName);
  const docstring = readDocstring(text, definition.end, bodyEnd);
  const tests = content.meta.has('test')
    ? readTests(text, header, {
        report,
        names: [signature.name, definedName],
        inputs: inputs.map(({ parameter }) => parameter.name),
      })
    : NO_TESTS;
  const made: { -readonly [Key in keyof AnnotatedFunction]: AnnotatedFunction[Key] } = {
    signature,
    header,
    inputs,
    outputs,
    definition: definedName,
    isAsync,
    isGenerator,
    takesContext,
    nameSpan: name.span,
    parameters,
    tests,
    decorators,
  };
  if (returnHint) made.returnHint = returnHint;
  if (docstring) made.docstring = docstring;
  return made;
}

/** Gives the script that a header without a `def` declares; types of user interfaces are fine there. */
export function toScript(text: string, header: Header, report: Report): AnnotatedScript {
  const content = readHeader(text, header, (code, span, said) => {
    // What a script is given never travels to a worker.
    if (code !== 'type-not-transportable') report(code, span, said);
  });
  const { inputs, outputs } = content;
  return { signature: toSignature(content, ''), header, inputs, outputs };
}

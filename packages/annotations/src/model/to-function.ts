import type { YieldFinder } from '../definition/has-yield.ts';
import { readDefinition } from '../definition/read-definition.ts';
import type { Report } from '../diagnostics/reporter.ts';
import type { HeadedDefinition } from '../header/find-headers.ts';
import type { Header } from '../header/header.ts';
import { toPythonName } from '../python/characters.ts';
import type { AnnotatedFunction, AnnotatedScript } from '../python-module.ts';
import { checkDefinition, CONTEXT_NAME } from './check-definition.ts';
import { readHeader } from './read-header.ts';
import { toSignature } from './to-signature.ts';

/** Binds a header to its `def` and gives the function they make. */
export function toFunction(
  text: string,
  { header, statement, decorators, bodyEnd }: HeadedDefinition,
  { report, yields }: { report: Report; yields: YieldFinder },
): AnnotatedFunction {
  const content = readHeader(text, header, report);
  const { inputs, outputs } = content;
  const definition = readDefinition(text, statement.start, statement.end);
  const { name, isAsync, parameters, returnHint } = definition;
  if (definition.isComplete) checkDefinition({ text, header, inputs, definition }, report);
  else if (!statement.isBroken) {
    const message = 'This "def" is not finished: write it as "def name(parameters):".';
    report('unfinished-definition', { start: statement.start, end: statement.end }, message);
  }
  const isInput = inputs.some(({ parameter }) => parameter.name === CONTEXT_NAME);
  const takesContext = !isInput && parameters.some((parameter) => parameter.name === CONTEXT_NAME);
  return {
    signature: toSignature(content, toPythonName(name.text)),
    header,
    inputs,
    outputs,
    definition: toPythonName(name.text),
    isAsync,
    isGenerator: yields.hasYield(definition.end, bodyEnd),
    takesContext,
    nameSpan: name.span,
    parameters,
    ...(returnHint && { returnHint }),
    decorators,
  };
}

/** Gives the script that a header without a `def` declares. */
export function toScript(text: string, header: Header, report: Report): AnnotatedScript {
  const content = readHeader(text, header, report);
  const { inputs, outputs } = content;
  return { signature: toSignature(content, ''), header, inputs, outputs };
}

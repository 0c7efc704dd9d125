import type { JsonValue } from '@celeriac/signature';
import type { DefinitionParameter } from '../definition/definition.ts';
import { quote } from '../diagnostics/quote.ts';
import { replaceBy, type Report } from '../diagnostics/reporter.ts';
import { parseLiteral } from '../literal/parse-literal.ts';
import type { AnnotatedParameter } from '../python-module.ts';
import { toDefault } from './to-default.ts';

/** Compares the default of an input with the one in the `def`, where both are plain values. */
export function checkDefault(
  { parameter: { name, type, default: initial }, line }: AnnotatedParameter,
  { default: inDefinition, span }: DefinitionParameter,
  report: Report,
): void {
  if (initial === undefined || inDefinition === undefined || line.default === undefined) return;
  const literal = parseLiteral(inDefinition.text)?.value;
  // Python code says None for "not given", whatever the default is.
  if (literal === undefined || literal === null || literal === initial) return;
  const written = toHeaderText(literal);
  const kind =
    typeof literal === 'string' ? 'quoted' : typeof literal === 'object' ? 'literal' : 'bare';
  const value = toDefault(type, { kind, text: written, span: inDefinition.span })?.value;
  if (value !== undefined && isEqual(value, initial)) return;
  const message = `${quote(name)} is ${quote(line.default.text)} by the header, but ${quote(inDefinition.text)} by the "def": callers get the first.`;
  report('default-disagrees', line.default.span, {
    message,
    related: [{ message: 'the other default is here', span }],
    fix:
      value === undefined
        ? undefined
        : replaceBy(line.default.span, written, `Change the default to ${written}`),
  });
}

/** A literal as a header writes it, which is JSON. */
function toHeaderText(literal: JsonValue): string {
  return JSON.stringify(literal);
}

function isEqual(a: JsonValue, b: JsonValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

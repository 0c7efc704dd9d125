import type { Span } from '@celeriac/diagnostic';
import type { Definition } from '../../definition/definition.ts';
import { toPythonName } from '../../python/characters.ts';
import type { AnnotatedFunction } from '../../python-module.ts';
import { readHeaderLines, type HeaderLine } from '../header-lines.ts';
import { findNames } from '../names/find-names.ts';
import { findShadows } from './find-shadows.ts';

/** Every place of the header that means the input of a name. */
export function findHeaderUses(
  text: string,
  { header, inputs }: AnnotatedFunction,
  name: string,
): readonly Span[] {
  return readHeaderLines(text, header).flatMap((line) => {
    if (line.tag.text === 'test') return findArguments(text, line.value.span, name);
    const own = line.tag.text === 'input' ? ownName(inputs, line) : undefined;
    const isOwn = own === name && line.parameter?.name !== undefined;
    return [...(isOwn ? [line.parameter.name.span] : []), ...findReferences(text, line, name)];
  });
}

/** The name of the input that a line declares, as Python stores it. */
function ownName(inputs: AnnotatedFunction['inputs'], line: HeaderLine): string {
  const { value, parameter } = line;
  const input = inputs.find((other) => other.line.span.start === value.span.start);
  return input?.parameter.name ?? toPythonName(parameter?.name?.text ?? '');
}

/** `table: t` and `action: join(t)` mean the input `t`. */
function findReferences(text: string, { parameter }: HeaderLine, name: string): readonly Span[] {
  const options = parameter?.options.filter(
    ({ key }) => key.text === 'table' || key.text === 'action',
  );
  return (options ?? [])
    .flatMap(({ value }) => findNames(text, value.span))
    .filter((found) => toPythonName(found.text) === name && text[found.span.end] !== '(')
    .map(({ span }) => span);
}

/** `add(x=1)` passes the argument `x`. */
function findArguments(text: string, span: Span, name: string): readonly Span[] {
  return findNames(text, span)
    .filter((found) => found.isKeywordArgument && toPythonName(found.text) === name)
    .map((found) => found.span);
}

/** Every place of a `def` and its body that means the parameter of a name. */
export function findCodeUses(
  text: string,
  { definition, end, name }: { definition: Definition; end: number; name: string },
): readonly Span[] {
  const own = definition.parameters.filter((parameter) => parameter.name === name);
  if (own.length === 0) return [];
  const body = { start: definition.end, end: Math.max(end, definition.end) };
  const shadows = findShadows(text, body, name);
  const isShadowed = (at: number): boolean =>
    shadows.some((shadow) => shadow.start <= at && at < shadow.end);
  const used = findNames(text, body).filter(
    (found) =>
      !found.isAttribute &&
      !found.isKeywordArgument &&
      toPythonName(found.text) === name &&
      !isShadowed(found.span.start),
  );
  return [...own, ...used].map(({ span }) => span);
}

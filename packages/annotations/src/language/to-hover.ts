import type { Span } from '@celeriac/diagnostic';
import { renderType, type Parameter } from '@celeriac/signature';
import type { AnnotatedFunction, AnnotatedScript } from '../python-module.ts';
import { describeCode, describeOption, describeTag, describeType } from './docs/describe.ts';
import { readHeaderLines, type HeaderLine } from './header-lines.ts';
import type { Hover, Position } from './protocol.ts';
import { renderCall } from './render-call.ts';
import { createSource, touches, type Source } from './source.ts';

/** A thing that there is something to say about. */
interface Topic {
  readonly span: Span;
  readonly markdown: string;
}

/**
 * What there is to know about the thing at a position, as Markdown: a tag, a type, an option, a
 * parameter in the header or the `def`, the name of a function; and the documentation of each
 * diagnostic there. `undefined` where there is nothing.
 */
export function toHover(text: string, position: Position): Hover | undefined {
  const source = createSource(text);
  const offset = source.toOffset(position);
  const isHere = ({ span }: { readonly span: Span }): boolean => touches(span, offset);
  const found = source.declared
    .filter((declared) => touches(reachOf(declared), offset))
    .flatMap((declared) => topicsOf(source, declared))
    .find(isHere);
  const wrong = source.diagnostics.flatMap(({ code, message, span }) => {
    const isTold = span !== undefined && touches(span, offset);
    return isTold ? [{ span, markdown: `${message}\n\n${describeCode(code)}` }] : [];
  });
  const [first] = found ? [found] : wrong;
  if (first === undefined) return undefined;
  const value = [...(found ? [found] : []), ...wrong].map(({ markdown }) => markdown.trim());
  return {
    contents: { kind: 'markdown', value: value.join('\n\n---\n\n') },
    range: source.toRange(first.span),
  };
}

function reachOf(declared: AnnotatedFunction | AnnotatedScript): Span {
  const { start, end } = declared.header.span;
  const ends =
    'nameSpan' in declared ? [declared.nameSpan, ...declared.parameters.map(spanOf)] : [];
  return { start, end: Math.max(end, ...ends.map((span) => span.end)) };
}

const spanOf = ({ span }: { readonly span: Span }): Span => span;

function topicsOf(
  { text }: Source,
  declared: AnnotatedFunction | AnnotatedScript,
): readonly Topic[] {
  const { signature, header } = declared;
  const parameters = [
    ...signature.inputs.map((input) => ({ tag: 'input', parameter: input })),
    ...signature.outputs.map((output) => ({ tag: 'output', parameter: output })),
  ];
  const find = (tag: string, name: string | undefined): Parameter | undefined =>
    parameters.find((other) => other.tag === tag && other.parameter.name === name)?.parameter;
  const topics = readHeaderLines(text, header).flatMap((line) => {
    const parameter = find(line.tag.text, line.parameter?.name?.text);
    return topicsOfLine(line, parameter);
  });
  if (!('nameSpan' in declared)) return topics.filter(({ markdown }) => markdown !== '');
  const inDefinition = declared.parameters.map(({ name, span }) => {
    const parameter = find('input', name);
    return { span, markdown: parameter ? describeParameter('input', parameter) : '' };
  });
  const called = { span: declared.nameSpan, markdown: describeFunction(declared) };
  return [...topics, ...inDefinition, called].filter(({ markdown }) => markdown !== '');
}

function topicsOfLine(line: HeaderLine, parameter: Parameter | undefined): readonly Topic[] {
  const { tag, parameter: parts } = line;
  const type = parts?.type;
  const name = parts?.name;
  return [
    { span: tag.span, markdown: describeTag(tag.text) },
    ...(type ? [{ span: type.name.span, markdown: describeType(type.name.text) }] : []),
    ...(type?.element
      ? [{ span: type.element.span, markdown: describeType(type.element.text) }]
      : []),
    ...(name && parameter
      ? [{ span: name.span, markdown: describeParameter(tag.text, parameter) }]
      : []),
    ...(parts?.options ?? []).map(({ key }) => ({
      span: key.span,
      markdown: describeOption(key.text),
    })),
  ];
}

function describeParameter(tag: string, parameter: Parameter): string {
  const { name, type, default: initial, nullable, optional, description, choices } = parameter;
  const facts = [
    ...(initial === undefined ? [] : [`- Default: \`${JSON.stringify(initial)}\``]),
    ...(initial === undefined && optional ? ['- May be left out'] : []),
    ...(nullable ? ['- May be null'] : []),
    ...(choices ? [`- One of ${choices.map((choice) => `\`${choice}\``).join(', ')}`] : []),
  ];
  const paragraphs = [
    `(${tag}) \`${name}: ${renderType(type)}\``,
    description ?? '',
    facts.join('\n'),
  ];
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
}

function describeFunction({ signature }: AnnotatedFunction): string {
  const { friendlyName, description } = signature;
  const paragraphs = [`\`${renderCall(signature)}\``, friendlyName ?? '', description ?? ''];
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
}

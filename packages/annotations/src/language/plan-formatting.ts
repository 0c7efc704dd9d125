import type { Diagnostic } from '@celeriac/diagnostic';
import { createReporter } from '../diagnostics/reporter.ts';
import { tagRule } from '../header/tag-table.ts';
import { parseParameter } from '../parameter/parse-parameter.ts';
import type { ParameterLine } from '../parameter/parameter-line.ts';
import { endOfLine } from '../python/characters.ts';
import { readHeaderLines, type HeaderLine } from './header-lines.ts';
import type { TextEdit } from './protocol.ts';
import { joinParameter } from './render/join-parameter.ts';
import { createSource, toTextEdits } from './source.ts';

/**
 * Plans the edits that write every header in one form: `#tag: value`, and parameters as
 * `type name = default {key: value; key: value} [description]`.
 *
 * Only tag lines of headers are touched, one edit a line; indentation, lines of unknown tags and the
 * value of a line with a mistake other than a comma for a semicolon stay as they are. Formatting changes no signature, and
 * formatting twice changes nothing more.
 */
export function planFormatting(text: string): readonly TextEdit[] {
  const source = createSource(text);
  const edits = source.declared
    .flatMap(({ header }) => readHeaderLines(text, header))
    .map((line) => ({
      span: { start: line.span.start, end: endOfLine(text, line.span.end) },
      newText: formatLine(text, line),
    }))
    .filter(({ span, newText }) => text.slice(span.start, span.end) !== newText);
  return toTextEdits(source, edits);
}

function formatLine(text: string, { tag, value, parameter }: HeaderLine): string {
  if (value.text === '') return `#${tag.text}:`;
  const formatted = parameter ? formatParameter(text, parameter) : formatText(tag.text, value.text);
  return `#${tag.text}: ${formatted}`;
}

function formatText(tag: string, value: string): string {
  if (tagRule(tag)?.value !== 'list') return value;
  const words = value.split(',').map((word) => word.trim());
  return words.filter((word) => word !== '').join(', ') || value;
}

function formatParameter(text: string, line: ParameterLine): string {
  const written = text.slice(line.span.start, line.span.end);
  if (!line.type || !line.name || line.unexpected.length > 0) return written;
  const { name, element } = line.type;
  const formatted = joinParameter({
    type: element ? `${name.text}<${element.text}>` : name.text,
    name: line.name.text,
    default: line.default && text.slice(line.default.span.start, line.default.span.end),
    options: line.options.map(({ key, value }) => [key.text, value.text]),
    description: line.description?.text,
  });
  return saysTheSame(written, formatted) ? formatted : written;
}

/** Whether two values of a tag have the same parts, and the second one has no new mistakes. */
function saysTheSame(written: string, formatted: string): boolean {
  const before = parse(written);
  const after = parse(formatted);
  // A comma between options is the one mistake that a form of its own can mend.
  const mistakes = before.diagnostics.filter(({ code }) => code !== 'comma-separator');
  return before.parts === after.parts && after.diagnostics.length === 0 && mistakes.length === 0;
}

function parse(value: string): { parts: string; diagnostics: readonly Diagnostic[] } {
  const { report, diagnostics } = createReporter();
  const line = parseParameter(value, { start: 0, end: value.length }, report);
  const { type, name, default: initial, options, description } = line;
  const parts = [
    type?.name.text,
    type?.element?.text,
    name?.text,
    initial && [initial.kind, initial.text],
    options.map(({ key, value: { text } }) => [key.text, text]),
    description?.text,
  ];
  return { parts: JSON.stringify(parts), diagnostics: diagnostics() };
}

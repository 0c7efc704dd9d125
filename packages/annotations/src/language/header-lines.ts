import type { Report } from '../diagnostics/reporter.ts';
import type { Header, TagLine } from '../header/header.ts';
import { tagRule } from '../header/tag-table.ts';
import type { ParameterLine } from '../parameter/parameter-line.ts';
import { parseParameter } from '../parameter/parse-parameter.ts';

/** A tag line whose tag is known; one of a parameter comes with its parts. */
export interface HeaderLine extends TagLine {
  readonly parameter?: ParameterLine;
}

/** Takes no notice of what is wrong. */
export const ignore: Report = () => undefined;

/** The lines of a header with known tags. */
export function readHeaderLines(text: string, header: Header): readonly HeaderLine[] {
  return header.lines
    .filter(({ tag }) => tagRule(tag.text) !== undefined)
    .map((line) => toHeaderLine(text, line));
}

/** Parses the parameter of a line, if it is one's. */
export function toHeaderLine(text: string, line: TagLine): HeaderLine {
  const { tag, value } = line;
  if (tagRule(tag.text)?.value !== 'parameter' || value.text === '') return line;
  return { ...line, parameter: parseParameter(text, value.span, ignore) };
}

import type { Located } from '../diagnostics/located.ts';
import { quote } from '../diagnostics/quote.ts';
import { replaceBy, type Report } from '../diagnostics/reporter.ts';
import type { Header, TagLine } from '../header/header.ts';
import { LONGEST_HEADER_LINE, MOST_HEADER_LINES } from '../limits.ts';
import { nearestTag } from '../header/nearest-tag.ts';
import { metaKey, tagRule, type TagField } from '../header/tag-table.ts';
import { parseParameter } from '../parameter/parse-parameter.ts';
import type { AnnotatedParameter } from '../python-module.ts';
import { ParameterList } from './parameter-list.ts';
import { toParameter } from './to-parameter.ts';

type Fields = Record<TagField, Located | undefined>;

/** The tags of a header, sorted by what they are. */
export interface HeaderContent {
  readonly inputs: readonly AnnotatedParameter[];
  readonly outputs: readonly AnnotatedParameter[];
  /** The tags that are fields of a signature by name, each with its last value. */
  readonly fields: Readonly<Fields>;
  /** Every other one by its name in `meta` (`test` with all of them, one a line). */
  readonly meta: ReadonlyMap<string, Located>;
}

const NONE: ReadonlyMap<string, Located> = new Map();

/** Reads the lines of a header, reporting what is wrong with each. */
export function readHeader(text: string, header: Header, report: Report): HeaderContent {
  const inputs = new ParameterList();
  const outputs = new ParameterList();
  const fields = createFields();
  let meta: Map<string, Located> | undefined;
  let count = 0;
  for (const line of header.lines) {
    const { tag, value } = line;
    const rule = tagRule(tag.text);
    if (count++ === MOST_HEADER_LINES) {
      const message = `A header has at most ${MOST_HEADER_LINES} lines: this one and those below are not read.`;
      report('limit-exceeded', line.span, message);
      break;
    }
    if (value.text.length > LONGEST_HEADER_LINE) reportLength(line, report);
    else if (rule === undefined) reportUnknown(line, report);
    else if (value.text === '')
      report('empty-tag', line.span, `"${tag.text}" has no value: write one, or remove the line.`);
    else if (rule.value === 'parameter') {
      const direction = tag.text === 'input' ? 'input' : 'output';
      const parsed = parseParameter(text, value.span, report);
      const parameter = toParameter(parsed, direction, report);
      if (parameter === undefined) continue;
      const added = { parameter, line: parsed };
      const first = (direction === 'input' ? inputs : outputs).add(added);
      if (first !== undefined) reportRepeated(added, first, report);
    } else if (rule.field) {
      reportGivenTwice(line, fields[rule.field], report);
      fields[rule.field] = value;
    } else addMeta((meta ??= new Map<string, Located>()), line, report);
  }
  return { inputs: inputs.toArray(), outputs: outputs.toArray(), fields, meta: meta ?? NONE };
}

/** Tells of a parameter whose name another one has: the first counts. */
function reportRepeated(
  { parameter, line }: AnnotatedParameter,
  first: AnnotatedParameter,
  report: Report,
): void {
  report('repeated-parameter', line.name?.span ?? line.span, {
    message: `${quote(parameter.name)} is declared twice: give each its own name.`,
    related: [{ message: 'first declared here', span: first.line.name?.span ?? first.line.span }],
  });
}

function createFields(): Fields {
  return {
    name: undefined,
    friendlyName: undefined,
    description: undefined,
    tags: undefined,
    require: undefined,
  };
}

function addMeta(meta: Map<string, Located>, line: TagLine, report: Report): void {
  const { tag, value } = line;
  const key = metaKey(tag.text);
  const before = meta.get(key);
  const isList = before !== undefined && tagRule(tag.text)?.repeats;
  if (!isList) reportGivenTwice(line, before, report);
  meta.set(key, isList ? { text: `${before.text}\n${value.text}`, span: value.span } : value);
}

/** Tells of a tag that was given before: the last one counts. */
function reportGivenTwice(
  { tag, span }: TagLine,
  before: Located | undefined,
  report: Report,
): void {
  if (before === undefined) return;
  report('repeated-tag', span, {
    message: `"${tag.text}" is given twice: the last one is taken.`,
    related: [{ message: 'given before here', span: before.span }],
  });
}

function reportLength({ tag, value }: TagLine, report: Report): void {
  const message = `The value has ${value.text.length} characters, and at most ${LONGEST_HEADER_LINE} are read.`;
  report('limit-exceeded', tag.span, message);
}

function reportUnknown({ tag: { text, span } }: TagLine, report: Report): void {
  const nearest = nearestTag(text);
  const remedy =
    nearest === undefined
      ? `use "meta.${text}" for one of your own, or put a space behind the "#" of a comment`
      : `did you mean "${nearest}"?`;
  report('unknown-tag', span, {
    message: `There is no tag ${quote(text)}: ${remedy}`,
    fix:
      nearest === undefined
        ? undefined
        : replaceBy(span, nearest, `Change "${text}" to "${nearest}"`),
  });
}

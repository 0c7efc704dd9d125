import { renderType, type JsonValue, type Parameter, type ValueType } from '@celeriac/signature';
import type { Located } from '../diagnostics/located.ts';
import { quote } from '../diagnostics/quote.ts';
import { replaceBy, type Report } from '../diagnostics/reporter.ts';
import type { DefaultText, ParameterLine } from '../parameter/parameter-line.ts';
import { isIdentifier, toPythonName } from '../python/characters.ts';
import { readOptions, type OpenParameter } from './read-options.ts';
import { toDefault, type WireDefault } from './to-default.ts';
import { toType } from './to-type.ts';

const NUMERIC: ReadonlySet<string> = new Set(['int', 'bigint', 'double']);

/** Turns a parsed line into a parameter; `undefined` where it names none. */
export function toParameter(
  line: ParameterLine,
  direction: 'input' | 'output',
  report: Report,
): Parameter | undefined {
  for (const piece of line.unexpected) reportUnexpected(piece, line, report);
  if (line.type === undefined) return undefined;
  const type = toType(line.type, report);
  const name = toName(line, direction, report);
  if (name === undefined) return undefined;
  const parameter: OpenParameter = { name, type };
  readOptions(parameter, { direction, options: line.options }, report);
  const written = line.default;
  if (written !== undefined) {
    const initial = readDefault(type, written, report);
    if (direction === 'output')
      report('output-default', written.span, 'An output has no default: remove it.');
    if (initial) checkLimits(initial, { parameter, written }, report);
    if (initial && direction === 'input') {
      parameter.default = initial.value;
      parameter.optional = true;
    }
  }
  const described = line.description?.text ?? parameter.options?.['description'];
  if (described !== undefined) parameter.description = described;
  return parameter;
}

function reportUnexpected({ text, span }: Located, line: ParameterLine, report: Report): void {
  if (!text.startsWith('#'))
    return report(
      'unexpected-text',
      span,
      `${quote(text)} is no part of a parameter: remove it, or put it in [ ].`,
    );
  const words = text.replace(/^#+\s*/, '').replace(/[[\]{}]/g, '');
  const mayDescribe = line.description === undefined && words !== '';
  report('trailing-comment', span, {
    message: 'No comment begins within a header line, so this is ignored: put it in [ ].',
    fix: mayDescribe
      ? replaceBy(span, `[${words}]`, 'Make it the description')
      : replaceBy(span, '', 'Remove it'),
  });
}

function toName(line: ParameterLine, direction: string, report: Report): string | undefined {
  if (line.name === undefined) {
    const end = line.type?.span.end ?? line.span.end;
    const message = `This ${direction} has no name: write one behind its type.`;
    report('missing-name', { start: line.type?.span.start ?? end, end }, message);
    return undefined;
  }
  const { text, span } = line.name;
  if (isIdentifier(text)) return toPythonName(text);
  const cleaned = cleanName(text);
  const remedy = isIdentifier(cleaned) ? `write "${cleaned}"` : 'use letters, digits and _';
  report('invalid-name', span, {
    message: `${quote(text)} is no name of a Python parameter: ${remedy}.`,
    fix: isIdentifier(cleaned)
      ? replaceBy(span, cleaned, `Change "${text}" to "${cleaned}"`)
      : undefined,
  });
  return isIdentifier(cleaned) ? toPythonName(cleaned) : undefined;
}

/** The identifier that a word comes nearest to; `''` for a word too long to be meant as a name. */
function cleanName(text: string): string {
  if (text.length > 100) return '';
  return text.replace(/[^\p{XID_Continue}]+/gu, '_').replace(/^_+|_+$/g, '');
}

function readDefault(
  type: ValueType,
  written: DefaultText,
  report: Report,
): WireDefault | undefined {
  const initial = toDefault(type, written);
  if (initial) return initial;
  const bare = written.text.slice(1, -1);
  const mayUnquote = written.kind === 'quoted' && (type.name === 'bool' || NUMERIC.has(type.name));
  const unquoted = mayUnquote && toDefault(type, { ...written, kind: 'bare', text: bare });
  const message = `The default ${quote(written.text)} is no ${renderType(type)}.`;
  report('invalid-default', written.span, {
    message,
    fix: unquoted ? replaceBy(written.span, bare, 'Remove the quotes') : undefined,
  });
  return undefined;
}

function checkLimits(
  { value }: WireDefault,
  { parameter, written }: { parameter: Parameter; written: Located },
  report: Report,
): void {
  if (value === null) return;
  const { type, choices, min, max } = parameter;
  if (choices && !areAmong(choices, value))
    report(
      'default-out-of-limits',
      written.span,
      `The default ${quote(written.text)} is none of the choices.`,
    );
  if (typeof value !== 'number' && typeof value !== 'string') return;
  if (min === undefined && max === undefined) return;
  const size = NUMERIC.has(type.name) ? Number(value) : NaN;
  if (size < (min ?? -Infinity) || size > (max ?? Infinity))
    report(
      'default-out-of-limits',
      written.span,
      `The default ${quote(written.text)} is out of its range.`,
    );
}

function areAmong(choices: readonly (string | number)[], value: JsonValue): boolean {
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  return listed.every((item) => choices.some((choice) => String(choice) === String(item)));
}

import { findNearest } from '@celeriac/diagnostic';
import { renderType, type Parameter, type ValueType } from '@celeriac/signature';
import type { Located } from '../diagnostics/located.ts';
import { quote } from '../diagnostics/quote.ts';
import { replaceBy, type Report } from '../diagnostics/reporter.ts';
import type { OptionText } from '../parameter/parameter-line.ts';
import { parseLiteral } from '../literal/parse-literal.ts';
import { addOwn } from './add-own.ts';
import { appliesTo, isOptionKey, optionRule, OPTIONS } from './option-table.ts';
import { toBoolean } from './to-boolean.ts';
import { toChoices } from './to-choices.ts';

const ACTION = /^(?:join|replace)[ \t]*\([^()]+\)$/i;

/** A parameter that is being made. */
export type OpenParameter = { -readonly [Key in keyof Parameter]: Parameter[Key] };

/** Reads options into their parameter; a value that has not the form of its option stays raw text. */
export function readOptions(
  read: OpenParameter,
  { direction, options }: { direction: 'input' | 'output'; options: readonly OptionText[] },
  report: Report,
): void {
  if (options.length === 0) return;
  const { type } = read;
  const raw: Record<string, string> = {};
  for (const option of options) {
    const { key, value } = option;
    checkKey(key, raw, report);
    addOwn(raw, key.text, value.text);
    const { text } = value;
    const rule = optionRule(key.text);
    const kind = rule.value;
    if (!appliesTo(rule, type, direction)) reportMisplaced(key, { type, direction }, report);
    else if (kind === 'boolean') {
      const said = toBoolean(text);
      if (said === undefined) refuse(option, 'true or false', report);
      else if (key.text === 'nullable') read.nullable = said;
      else if (key.text === 'optional') read.optional = said;
    } else if (kind === 'number') {
      if (text === '' || !Number.isFinite(Number(text))) refuse(option, 'a number', report);
      else if (key.text === 'min') read.min = Number(text);
      else if (key.text === 'max') read.max = Number(text);
    } else if (kind === 'choices') {
      const choices = toChoices(type, text);
      if (choices.kind === 'values') read.choices = choices.values;
      else if (choices.kind === 'invalid')
        refuse(
          option,
          `a list of choices that fit ${renderType(type)}, as in ["a", "b"] or [1, 2]`,
          report,
        );
    } else if (kind === 'json') {
      if (parseLiteral(text) === undefined) refuse(option, 'JSON', report);
    } else if (kind === 'action') {
      if (!ACTION.test(text)) refuse(option, 'join(frame) or replace(frame)', report);
    } else if (rule.words && !isAmong(rule.words, text))
      refuse(option, rule.words.join(' or '), report);
  }
  read.options = raw;
}

function isAmong(words: readonly string[], text: string): boolean {
  const lower = text.toLowerCase();
  return words.some((word) => word.toLowerCase() === lower);
}

function refuse({ key, value }: OptionText, expected: string, report: Report): void {
  report(
    'invalid-option-value',
    value.text === '' ? key.span : value.span,
    `${quote(key.text)} has to be ${expected}: it is not checked as it is.`,
  );
}

function reportMisplaced(
  { text, span }: Located,
  { type, direction }: { readonly type: ValueType; readonly direction: string },
  report: Report,
): void {
  const message = `${quote(text)} has no meaning for an ${direction} of type ${renderType(type)}: remove it.`;
  report('option-of-other-type', span, message);
}

function checkKey(key: Located, before: Readonly<Record<string, string>>, report: Report): void {
  const { text, span } = key;
  if (Object.hasOwn(before, text))
    report('repeated-option', span, `${quote(text)} is given twice: the last one is taken.`);
  if (isOptionKey(text)) return;
  const nearest = findNearest(text, Object.keys(OPTIONS), text.length < 5 ? 1 : 2);
  const remedy = nearest === undefined ? 'It is kept as it is.' : `Did you mean "${nearest}"?`;
  report('unknown-option', span, {
    message: `There is no option ${quote(text)}. ${remedy}`,
    fix:
      nearest === undefined || Object.hasOwn(before, nearest)
        ? undefined
        : replaceBy(span, nearest, `Change "${text}" to "${nearest}"`),
  });
}

import { findNearest } from '@celeriac/diagnostic';
import { renderType, type Parameter, type ValueType } from '@celeriac/signature';
import type { Located } from '../diagnostics/located.ts';
import { quote } from '../diagnostics/quote.ts';
import { replaceBy, type Report } from '../diagnostics/reporter.ts';
import type { OptionText } from '../parameter/parameter-line.ts';
import { parseLiteral } from '../literal/parse-literal.ts';
import { appliesTo, isOptionKey, optionRule, OPTIONS } from './option-table.ts';
import { toChoices } from './to-choices.ts';

/** What the options of a line say of its parameter. */
export type ReadOptions = Pick<
  Parameter,
  'nullable' | 'optional' | 'choices' | 'min' | 'max' | 'options'
>;

/** Reads the options of a parameter; a value that has not the form of its option stays raw text. */
export function readOptions(
  parameter: { readonly type: ValueType; readonly direction: 'input' | 'output' },
  options: readonly OptionText[],
  report: Report,
): ReadOptions {
  if (options.length === 0) return {};
  const { type } = parameter;
  const raw = new Map<string, string>();
  const read: { -readonly [Key in keyof ReadOptions]: ReadOptions[Key] } = {};
  for (const option of options) {
    const { key, value } = option;
    checkKey(key, raw, report);
    raw.set(key.text, value.text);
    const { text } = value;
    const rule = optionRule(key.text);
    const kind = rule.value;
    if (!appliesTo(rule, parameter)) reportMisplaced(key, parameter, report);
    else if (kind === 'boolean') {
      if (!/^(?:true|false)$/i.test(text)) refuse(option, 'true or false', report);
      else if (key.text === 'nullable' || key.text === 'optional')
        read[key.text] = text.toLowerCase() === 'true';
    } else if (kind === 'number') {
      if (text === '' || !Number.isFinite(Number(text))) refuse(option, 'a number', report);
      else if (key.text === 'min' || key.text === 'max') read[key.text] = Number(text);
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
    } else if (rule.words && !rule.words.includes(text.toLowerCase()))
      refuse(option, rule.words.join(' or '), report);
  }
  read.options = Object.fromEntries(raw);
  return read;
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

function checkKey(key: Located, before: ReadonlyMap<string, string>, report: Report): void {
  const { text, span } = key;
  if (before.has(text))
    report('repeated-option', span, `${quote(text)} is given twice: the last one is taken.`);
  if (isOptionKey(text)) return;
  const nearest = findNearest(text, Object.keys(OPTIONS), text.length < 5 ? 1 : 2);
  const remedy = nearest === undefined ? 'It is kept as it is.' : `Did you mean "${nearest}"?`;
  report('unknown-option', span, {
    message: `There is no option ${quote(text)}. ${remedy}`,
    fix:
      nearest === undefined
        ? undefined
        : replaceBy(span, nearest, `Change "${text}" to "${nearest}"`),
  });
}

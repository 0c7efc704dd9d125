import { quote } from '../diagnostics/quote.ts';
import type { Report } from '../diagnostics/reporter.ts';
import type { Header } from '../header/header.ts';
import { parseTestLine } from '../test-line/parse-test-line.ts';
import type { AnnotatedTest } from '../test-line/test-line.ts';

/** Reads the `test` lines of a header; what is none is reported and left out. */
export function readTests(
  text: string,
  header: Header,
  {
    report,
    names,
    inputs,
  }: {
    readonly report: Report;
    /** Names by which the function may be called. */
    readonly names: readonly string[];
    readonly inputs: readonly string[];
  },
): readonly AnnotatedTest[] {
  const tests: AnnotatedTest[] = [];
  for (const { tag, value } of header.lines) {
    if (tag.text !== 'test' || value.text === '') continue;
    const test = parseTestLine(text, value.span);
    if ('mistake' in test) {
      report(
        'invalid-test',
        { start: test.start, end: test.end },
        `${test.mistake} This test is not run.`,
      );
      continue;
    }
    const { callee } = test;
    const unknown = test.arguments.find(({ name }) => name && !inputs.includes(name.text))?.name;
    const place = test.arguments.filter(({ name }) => name === undefined).length;
    if (!names.some((name) => name.toLowerCase() === callee.text.toLowerCase()))
      report(
        'invalid-test',
        callee.span,
        `A test calls its own function, ${quote(names[0] ?? '')}.`,
      );
    else if (unknown)
      report('invalid-test', unknown.span, `There is no input ${quote(unknown.text)} to pass.`);
    else if (place > inputs.length)
      report('invalid-test', test.span, `The function has ${inputs.length} inputs, not ${place}.`);
    else tests.push(test);
  }
  return tests;
}

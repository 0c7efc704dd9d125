import { expect, test } from 'vitest';
import { extractExamples, matchesPrinted, stripComments } from './extract-examples.ts';

const markdown = `# Title

\`\`\`sh
npm ci
\`\`\`

\`\`\`ts
console.log(1 + 1); // → 2
console.log('a → b');
// → a → b
\`\`\`

\`\`\`js
x();
\`\`\`
`;

test('finds blocks of code with their line and what they print', () => {
  expect(extractExamples(markdown)).toEqual([
    {
      language: 'ts',
      code: "console.log(1 + 1); // → 2\nconsole.log('a → b');\n// → a → b\n",
      line: 8,
      printed: ['2', 'a → b'],
    },
    { language: 'js', code: 'x();\n', line: 14, printed: [] },
  ]);
});

test('compares line by line; an ellipsis stands for any text', () => {
  expect(matchesPrinted(['2', 'took … ms.'], '2\ntook 31 ms.\n')).toBe(true);
  expect(matchesPrinted(['2'], '2\n3\n')).toBe(false);
  expect(matchesPrinted(['2', '3'], '2\n')).toBe(false);
  expect(matchesPrinted(['a.c'], 'abc\n')).toBe(false);
  expect(matchesPrinted([], '')).toBe(true);
});

test('programs that differ in comments alone are one', () => {
  expect(stripComments('// Adds.\nadd(1); // → 2\n')).toBe(stripComments('add(1);\n'));
  expect(stripComments('add(1); // a remark')).not.toBe('add(1);');
});

/** One example of a README: a fenced block of TypeScript or JavaScript. */
export interface Example {
  readonly language: 'ts' | 'js';
  readonly code: string;
  /** Line of the README on which the code begins, counted from 1. */
  readonly line: number;
  /** What its `// → …` comments say is printed, line by line; `…` in it stands for any text. */
  readonly printed: readonly string[];
}

const block = /^```(ts|js)[^\n]*\n(.*?)^```$/gms;

/** Finds the examples of a Markdown text, in order. */
export function extractExamples(markdown: string): readonly Example[] {
  return [...markdown.matchAll(block)].map((match) => {
    const code = match[2]!;
    return {
      language: match[1] as Example['language'],
      code,
      line: markdown.slice(0, match.index).split('\n').length + 1,
      printed: [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text!.trimEnd()),
    };
  });
}

/** Whether what was printed is what the example says, line by line. */
export function matchesPrinted(expected: readonly string[], output: string): boolean {
  const lines = output === '' ? [] : output.replace(/\n$/, '').split('\n');
  return (
    lines.length === expected.length &&
    expected.every((text, index) => {
      const pattern = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('…', '.*');
      return new RegExp(`^${pattern}$`).test(lines[index]!.trimEnd());
    })
  );
}

/** The code without whole lines of comment and without `// → …`, to compare two tellings of one program. */
export function stripComments(code: string): string {
  return code
    .split('\n')
    .filter((line) => !line.startsWith('//'))
    .map((line) => line.replace(/\s*\/\/ → .*$/, ''))
    .join('\n')
    .trim();
}

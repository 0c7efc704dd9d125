const VERSION =
  'v?(?:[0-9]+!)?[0-9]+(?:\\.[0-9]+)*(?:[-_.]?(?:alpha|beta|preview|pre|a|b|c|rc)[-_.]?[0-9]*)?' +
  '(?:-[0-9]+|[-_.]?(?:post|rev|r)[-_.]?[0-9]*)?(?:[-_.]?dev[-_.]?[0-9]*)?';
const LOCAL = '(?:\\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?';

const SPECIFIER = new RegExp(
  [
    `(?:==|!=)\\s*${VERSION}(?:\\.\\*|${LOCAL})`,
    `(?:<=|>=|<|>)\\s*${VERSION}`,
    `~=\\s*(?=(?:v?(?:[0-9]+!)?)[0-9]+\\.[0-9])${VERSION}`,
    '===\\s*[^\\s,;]+',
  ]
    .map((form) => `(?:${form})`)
    .join('|')
    .replace(/^(.*)$/, '^(?:$1)$'),
  'i',
);

/**
 * What is wrong with a list of version specifiers (`>=2,<3`), as the end of a sentence; `undefined`
 * where it is one of PEP 440. An empty text means any version.
 */
export function findSpecifierProblem(text: string): string | undefined {
  const parts = text
    .trim()
    .replace(/^\((.*)\)$/, '$1')
    .split(',')
    .map((part) => part.trim());
  const wrong = parts.find((part) => !SPECIFIER.test(part) && (part !== '' || parts.length > 1));
  if (wrong === undefined) return undefined;
  if (/^=[^=]/.test(wrong)) return `an exact version is written =${wrong}.`;
  if (wrong === '') return 'a version is missing at a comma.';
  if (/^~=\s*[0-9]+$/.test(wrong))
    return `"${wrong}" needs two numbers at least, such as ${wrong}.0.`;
  return `"${wrong}" is no version; write one such as >=2.0.`;
}

/**
 * Whether some patch release of a Python minor version (`3.12`) fits a `requires-python`; a text that
 * is no list of specifiers fits everything.
 */
export function fitsPython(requires: string, minor: string): boolean {
  const wanted = toPair(minor);
  return requires.split(',').every((part) => {
    const [, operator = '', version = ''] =
      /^\s*([<>=!~]+)\s*v?([0-9]+(?:\.[0-9]+)*)/.exec(part) ?? [];
    if (version === '') return true;
    const [major, second, patch] = version.split('.').map(Number);
    const order = comparePairs(wanted, toPair(version));
    switch (operator) {
      case '>':
      case '>=':
        return order >= 0;
      case '<=':
        return order <= 0;
      case '<':
        return (patch ?? 0) > 0 ? order <= 0 : order < 0;
      case '~=':
        return patch === undefined ? order >= 0 && wanted[0] === major : order === 0;
      case '!=':
        return order !== 0 || patch !== undefined || !part.includes('*');
      default:
        return second === undefined ? wanted[0] === major : order === 0;
    }
  });
}

function toPair(version: string): readonly [number, number] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return [major, minor];
}

function comparePairs(left: readonly [number, number], right: readonly [number, number]): number {
  return left[0] - right[0] || left[1] - right[1];
}

import { parsePython } from '@celeriac/annotations';
import { expect, test } from 'vitest';
import { bundleForBrowser } from './bundle-parser.ts';
import { findBrowser } from './find-browser.ts';
import { openPage } from './open-page.ts';
import { withoutLexer } from './without-lexer.ts';

const TEXT = `#name: add
#input: int x = 1 {min: 0} [What to add]
#input: num y
#input: list<int sizes {caption: Sizes
#output: list<double> sums
async def add(x: int, y, sizes, *, z="é"):
    return [x + y]
`;
const PARSER = "export { parsePython } from '@celeriac/annotations';";
// Chevrotain as it is takes 28 kB of it, 10 of them for a lexer that never runs.
const MOST_BYTES = { whole: 50_700, withoutLexer: 45_000 };

test.each([
  ['as it is', [], MOST_BYTES.whole],
  ["without Chevrotain's lexer", [withoutLexer], MOST_BYTES.withoutLexer],
])('the parser %s is bundled without a module of Node, and small', async (_, plugins, most) => {
  const bundle = await bundleForBrowser(PARSER, { plugins });
  expect(bundle.nodeModules).toEqual([]);
  expect(bundle.code).not.toMatch(/\bprocess\.|\brequire\(|\bBuffer\./);
  expect(bundle.gzipped).toBeLessThan(most);
});

const browser = findBrowser();

test.skipIf(browser === undefined).each([
  ['as it is', []],
  ["without Chevrotain's lexer", [withoutLexer]],
])('the parser %s gives the same in a real browser', { timeout: 120_000 }, async (_, plugins) => {
  const { code } = await bundleForBrowser(
    `import { parsePython } from '@celeriac/annotations';
       const parsed = parsePython(${JSON.stringify(TEXT)}, { file: 'a.py' });
       document.getElementById('out').textContent = JSON.stringify(parsed);`,
    { plugins },
  );
  const shown = await openPage(browser ?? '', code);
  expect(JSON.parse(shown)).toEqual(
    JSON.parse(JSON.stringify(parsePython(TEXT, { file: 'a.py' }))),
  );
});

import { parsePython } from '@celeriac/annotations';
import { expect, test } from 'vitest';
import { bundleForBrowser } from './bundle-for-browser.ts';
import { findBrowser } from './find-browser.ts';
import { openPage } from './open-page.ts';

const TEXT = `#name: add
#input: int x = 1 {min: 0} [What to add]
#input: num y
#input: list<int sizes {caption: Sizes
#output: list<double> sums
async def add(x: int, y, sizes, *, z="é"):
    return [x + y]
`;
test('the parser is bundled without a module of Node, and small', async () => {
  const bundle = await bundleForBrowser("export { parsePython } from '@celeriac/annotations';");
  expect(bundle.nodeModules).toEqual([]);
  expect(bundle.code).not.toMatch(/\bprocess\.|\brequire\(|\bBuffer\./);
  expect(bundle.gzipped).toBeLessThan(45_000);
});

const browser = findBrowser();

test.skipIf(browser === undefined)(
  'the parser gives the same in a real browser',
  { timeout: 120_000 },
  async () => {
    const { code } = await bundleForBrowser(
      `import { parsePython } from '@celeriac/annotations';
       const parsed = parsePython(${JSON.stringify(TEXT)}, { file: 'a.py' });
       document.getElementById('out').textContent = JSON.stringify(parsed);`,
    );
    const shown = await openPage(browser ?? '', code);
    expect(JSON.parse(shown)).toEqual(
      JSON.parse(JSON.stringify(parsePython(TEXT, { file: 'a.py' }))),
    );
  },
);

test('the language features share the parser with it', async () => {
  const both = await bundleForBrowser(
    `export { parsePython } from '@celeriac/annotations';
     export * from '@celeriac/annotations/language';`,
  );
  expect(both.nodeModules).toEqual([]);
  expect(both.gzipped).toBeLessThan(65_000);
});

import { parsePython } from '@celeriac/annotations';
import { expect, test } from 'vitest';
import { bundleForBrowser } from './bundle-parser.ts';
import { findBrowser } from './find-browser.ts';
import { openPage } from './open-page.ts';

const TEXT = `#name: add
#input: int x = 1 {min: 0} [What to add]
#input: num y
#output: list<double> sums
async def add(x: int, y, *, z="é"):
    return [x + y]
`;
// Chevrotain takes 28 kB of it; the aim is 45.
const MOST_BYTES = 51_000;

test('the parser is bundled without a module of Node, and small', async () => {
  const bundle = await bundleForBrowser("export { parsePython } from '@celeriac/annotations';");
  expect(bundle.nodeModules).toEqual([]);
  expect(bundle.code).not.toMatch(/\bprocess\.|\brequire\(|\bBuffer\./);
  expect(bundle.gzipped).toBeLessThan(MOST_BYTES);
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

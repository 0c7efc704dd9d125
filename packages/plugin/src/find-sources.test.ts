import path from 'node:path';
import { expect, test } from 'vitest';
import { createTestFolder } from '../test/test-folder.ts';
import { findPluginRoot, findSources } from './find-sources.ts';

test('a tree is walked to its plugins and files, and no further', async () => {
  await using folder = await createTestFolder({
    'b/deep/x.py': '',
    'a.py': '',
    'notes.md': '',
    'ignored/x.py': '',
    '.gitignore': 'ignored/\n',
    '.hidden/x.py': '',
    'env/pyvenv.cfg': '',
    'env/lib/x.py': '',
    'node_modules/m/x.py': '',
    'one/package.json': '{}',
    'one/python/x.py': '',
    'one/tools/x.py': '',
    'two/celeriac.json': '{}',
    'two/python/app/x.py': '',
    'three/package.json': '{}',
    'four/python/x.py': '',
  });
  const { plugins, files } = await findSources(folder.root);
  const shown = (paths: readonly string[]): string[] =>
    paths.map((found) => path.relative(folder.root, found).replaceAll(path.sep, '/'));
  expect(shown(plugins)).toEqual(['one', 'two']);
  expect(shown(files)).toEqual(['a.py', 'b/deep/x.py', 'four/python/x.py', 'one/tools/x.py']);
});

test('a folder that is not there holds nothing; an abort ends the walk', async () => {
  await using folder = await createTestFolder({ 'a.py': '' });
  expect(await findSources(path.join(folder.root, 'no'))).toEqual({ plugins: [], files: [] });
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(findSources(folder.root, { signal })).rejects.toThrow('enough');
});

test('what is in the python folder of a plugin leads to its root', async () => {
  await using folder = await createTestFolder({
    'demo/package.json': '{}',
    'demo/python/a/python/x.py': '',
    'demo/tools/x.py': '',
  });
  const at = (file: string): Promise<string | undefined> =>
    findPluginRoot(path.join(folder.root, file));
  expect(await at('demo/python/a/python/x.py')).toBe(path.join(folder.root, 'demo'));
  expect(await at('demo/python')).toBe(path.join(folder.root, 'demo'));
  expect(await at('demo/tools/x.py')).toBeUndefined();
});

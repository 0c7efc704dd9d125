import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createTestFolder } from '../test/test-folder.ts';
import { functionText as f, readTestPlugin as read } from '../test/test-plugin.ts';
import { readPlugin } from './read-plugin.ts';

describe('the model', () => {
  test('has apps, modules, functions, files and hashes, sorted', async () => {
    const { value, diagnostics, root } = await read({
      'python/README.md': 'stray',
      'python/.DS_Store': 'stray',
      'python/notes/a.py': 'x = 1\n',
      'python/b_app/logic.py': f('one') + f('two'),
      'python/b_app/tables/__init__.py': f('three'),
      'python/b_app/tables/clean.py': f('four'),
      'python/b_app/data.bin': 'abc',
      'python/b_app/container.json': '{"cpu": 2}',
      'python/b_app/requirements.in': 'numpy\n',
      'python/a_app/logic.py': f('five'),
    });
    expect(diagnostics).toEqual([]);
    expect(value).toMatchObject({ name: 'demo', version: '1.2.3', root });
    expect(value?.apps.map(({ name }) => name)).toEqual(['a_app', 'b_app']);
    const app = value?.apps[1];
    expect(app?.functions.map(({ module, definition }) => `${module}.${definition}`)).toEqual([
      'logic.one',
      'logic.two',
      'tables.three',
      'tables.clean.four',
    ]);
    expect(app?.functions[1]).toMatchObject({
      file: 'python/b_app/logic.py',
      isAsync: false,
      takesContext: false,
      span: { start: f('one').length + f('two').indexOf('two') },
    });
    expect(app?.container).toMatchObject({ cpu: 2, concurrency: 4, memoryMiB: 512 });
    expect(app?.dependencies).toEqual({
      kind: 'pip',
      file: 'requirements.in',
      requirements: [
        {
          name: 'numpy',
          text: 'numpy',
          file: 'requirements.in',
          line: 1,
          span: { start: 0, end: 5 },
        },
      ],
      constraints: [],
    });
    expect(app?.files.map((file) => file.path)).toEqual([
      'data.bin',
      'logic.py',
      'requirements.in',
      'tables/__init__.py',
      'tables/clean.py',
    ]);
    expect(app?.files[0]).toEqual({
      path: 'data.bin',
      absolutePath: path.join(root, 'python/b_app/data.bin'),
      bytes: 3,
      executable: false,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
  });

  test('knows an executable file', async () => {
    const { value } = await read({ 'python/app/a.py': f('a') }, (root) =>
      chmod(path.join(root, 'python/app/a.py'), 0o755),
    );
    expect(value?.apps[0]?.files[0]?.executable).toBe(true);
  });

  test('of the flat layout is one app named after the plugin, beside folders that are apps', async () => {
    const { value, diagnostics } = await read({
      'python/logic.py': f('one'),
      'python/parts/part.py': 'x = 1\n',
      'python/other/logic.py': f('two'),
      'python/requirements.txt': 'numpy\n',
    });
    expect(diagnostics).toEqual([]);
    expect(value?.apps.map(({ name, files }) => [name, files.map((file) => file.path)])).toEqual([
      ['demo', ['logic.py', 'parts/part.py', 'requirements.txt']],
      ['other', ['logic.py']],
    ]);
    expect(value?.apps[0]?.dependencies.kind).toBe('pip');
  });

  test('takes name and version from celeriac.json first', async () => {
    const app = { 'python/app/a.py': f('a') };
    const both = await read({ ...app, 'celeriac.json': '{"name": "Demo"}' });
    expect(both.value).toMatchObject({ name: 'Demo', version: '1.2.3' });
    const own = await read({ ...app, 'package.json': '{}', 'celeriac.json': '{"name": "X"}' });
    expect(own.value).toMatchObject({ name: 'X', version: '0.0.0' });
    const version = await read({ ...app, 'celeriac.json': '{"version": "2.0.0"}' });
    expect(version.value).toMatchObject({ name: 'demo', version: '2.0.0' });
  });

  test('reads a file by its coding line', async () => {
    const latin1 = Buffer.from(
      `# coding: latin-1\n${f('a', '#description: f\u00fcr\n')}`,
      'latin1',
    );
    const { value } = await read({ 'python/app/a.py': latin1 });
    expect(value?.apps[0]?.functions[0]?.signature.description).toBe('für');
  });

  test('drops an alias that two files claim or that is a name elsewhere', async () => {
    const { value, diagnostics } = await read({
      'python/app/a.py': f('shared', '#name: first\n'),
      'python/app/b.py': f('shared', '#name: second\n'),
      'python/app/c.py': f('First', '#name: third\n'),
      'python/app/d.py': f('fine', '#name: fourth\n'),
    });
    const aliases = value?.apps[0]?.functions.map(({ signature }) => signature.aliases);
    expect(aliases).toEqual([undefined, undefined, undefined, ['fine']]);
    expect(diagnostics.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      'dropped-alias hint',
      'dropped-alias hint',
      'dropped-alias hint',
    ]);
  });
});

test('an abort rejects with its reason', async () => {
  await using folder = await createTestFolder({ 'python/app/a.py': f('a') });
  const reason = new Error('enough');
  const reading = readPlugin(folder.root, { signal: AbortSignal.abort(reason) });
  await expect(reading).rejects.toBe(reason);
});

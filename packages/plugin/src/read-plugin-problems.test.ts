import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  functionText as f,
  readTestPlugin as read,
  type TestFiles as Files,
} from '../test/test-plugin.ts';

describe('what is wrong is told, and nothing is thrown', () => {
  const app = { 'python/app/a.py': f('a') };

  test.each<[string, Files, string[]]>([
    ['no python folder', {}, ['no-python-folder python']],
    ['a file in its place', { python: 'x' }, ['no-python-folder python']],
    ['no function', { 'python/app/a.py': 'x = 1\n' }, ['no-functions python']],
    ['broken package.json', { ...app, 'package.json': '{' }, ['invalid-json package.json']],
    ['no name', { ...app, 'package.json': '{}' }, ['no-plugin-name package.json']],
    [
      'a name that is no string',
      { ...app, 'package.json': '{"name": 1}' },
      ['wrong-type package.json'],
    ],
    [
      'a name with a colon',
      { ...app, 'package.json': '{"name": "a:b"}' },
      ['invalid-name package.json'],
    ],
    [
      'too long a name',
      { ...app, 'package.json': `{"name": "${'a'.repeat(41)}"}` },
      ['invalid-name package.json'],
    ],
    ['an unknown key', { ...app, 'celeriac.json': '{"nmae": "x"}' }, ['unknown-key celeriac.json']],
    ['an app name of no letters', { 'python/日本/a.py': f('a') }, ['invalid-name python/日本']],
    [
      'app names that collide',
      { 'python/my_app/a.py': f('a'), 'python/my-app/a.py': f('b') },
      ['name-collision python/my_app'],
    ],
    [
      'the same name in two apps',
      { 'python/one/a.py': f('add'), 'python/two/a.py': f('Add') },
      ['repeated-name python/two/a.py'],
    ],
    [
      'the same name in one file, told once',
      { 'python/app/a.py': f('add') + f('Add') },
      ['repeated-name python/app/a.py'],
    ],
    [
      'a syntax error beside functions',
      { ...app, 'python/app/b.py': 'def broken(:\n  x = (1\n' },
      ['unclosed-bracket python/app/b.py'],
    ],
    [
      'a bad encoding',
      { ...app, 'python/app/b.py': new Uint8Array([0xff]) },
      ['bad-encoding python/app/b.py'],
    ],
    [
      'a module of a library',
      { 'python/app/celery.py': f('a') },
      ['reserved-module python/app/celery.py'],
    ],
    [
      'a package of the standard library',
      { ...app, 'python/app/json/x.py': '', 'python/app/json/y.py': '' },
      ['reserved-module python/app/json'],
    ],
    [
      'a module of a requirement',
      { ...app, 'python/app/scikit_learn.py': '', 'python/app/requirements.in': 'Scikit-Learn\n' },
      ['reserved-module python/app/scikit_learn.py'],
    ],
    [
      'a file that is no module',
      { 'python/app/v1.2.py': f('a') },
      ['unimportable-module python/app/v1.2.py'],
    ],
    [
      'broken container.json',
      { ...app, 'python/app/container.json': '{"cpu": }' },
      ['invalid-json python/app/container.json'],
    ],
    [
      'a wrong requirement',
      { ...app, 'python/app/requirements.in': '-e .\n' },
      ['unsupported-requirement python/app/requirements.in'],
    ],
    [
      'two dependency files',
      { ...app, 'python/app/requirements.in': '', 'python/app/requirements.txt': '' },
      ['several-dependency-files python/app'],
    ],
    [
      'an environment with an unknown key',
      { ...app, 'python/app/environment.yaml': 'chanels: []\n' },
      ['unknown-key python/app/environment.yaml'],
    ],
    [
      'a project whose dependencies are not there to be read',
      { ...app, 'python/app/pyproject.toml': '[project]\ndynamic = ["dependencies"]\n' },
      ['unsupported-dependency-file python/app/pyproject.toml'],
    ],
    [
      'a Python that the project rules out',
      {
        ...app,
        'python/app/pyproject.toml': '[project]\nrequires-python = ">=3.12"\n',
        'python/app/container.json': '{"python": "3.11"}',
      },
      ['python-conflict python/app/container.json'],
    ],
    [
      'a requirements file that leaves the app',
      { ...app, 'python/app/requirements.in': '-r ../other.txt\n', 'python/other.txt': '' },
      ['unsupported-requirement python/app/requirements.in'],
    ],
    [
      'a wheel that is not there',
      { ...app, 'python/app/requirements.in': './lib-1.0-py3-none-any.whl\n' },
      ['unsupported-requirement python/app/requirements.in'],
    ],
    [
      'settings of tools, which are fine',
      { ...app, 'python/app/pyproject.toml': '[tool.ruff]\n' },
      [],
    ],
    [
      'a script block that is no TOML',
      { 'python/app/a.py': `# /// script\n# dependencies = [\n# ///\n${f('a')}` },
      ['invalid-toml python/app/a.py'],
    ],
    [
      'a script block beside a file',
      {
        'python/app/a.py': `# /// script\n# dependencies = ["numpy"]\n# ///\n${f('a')}`,
        'python/app/requirements.in': 'numpy\n',
      },
      ['ignored-script-block python/app/a.py'],
    ],
    [
      'settings of a folder that is no app',
      { ...app, 'python/notes/container.json': '{}' },
      ['folder-is-no-app python/notes'],
    ],
  ])('%s', async (_, files, expected) => {
    expect((await read(files)).told).toEqual(expected);
  });

  test('everything at once, by file', async () => {
    const { told, value } = await read({
      'package.json': '{"version": "1.0.0"}',
      'python/one/a.py': '#input: num x\ndef a(x):\n    pass\n',
      'python/one/container.json': '{"cpu": 0, "nonsense": 1}',
      'python/two/a.py': f('a'),
      'python/two/requirements.in': './local\n',
    });
    expect(value).toBeUndefined();
    expect(told).toEqual([
      'no-plugin-name package.json',
      'unknown-type python/one/a.py',
      'out-of-range python/one/container.json',
      'unknown-key python/one/container.json',
      'repeated-name python/two/a.py',
      'unsupported-requirement python/two/requirements.in',
    ]);
  });

  test('a repeated name and a collision name both places', async () => {
    const { diagnostics } = await read({
      'python/my_app/a.py': f('add'),
      'python/my-app/a.py': f('ADD'),
    });
    expect(diagnostics.flatMap(({ related }) => related?.map(({ file }) => file))).toEqual([
      'python/my-app',
      'python/my-app/a.py',
    ]);
  });

  test('links: an app that is one, and a file that leads out', async () => {
    const { told } = await read({ ...app, 'secret.py': f('stolen') }, async (root) => {
      await symlink('app', path.join(root, 'python/again'));
      await symlink('../../secret.py', path.join(root, 'python/app/b.py'));
    });
    expect(told).toEqual(['link-leaves-app python/again', 'link-leaves-app python/app/b.py']);
  });

  test('settings that are a folder cannot be read', async () => {
    const { told } = await read({ ...app, 'python/app/container.json/x': '' });
    expect(told).toEqual(['unreadable-file python/app/container.json']);
  });
});

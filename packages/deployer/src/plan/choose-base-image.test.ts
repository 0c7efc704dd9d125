import type { AppModel } from '@celeriac/plugin';
import { expect, test } from 'vitest';
import { fakeApp } from '../../test/fake-plugin.ts';
import { chooseBaseImage } from './choose-base-image.ts';

function choose(
  changes: { python?: string; requiresPython?: string; conda?: true },
  baseImage = 'python:{python}-slim',
) {
  const { python, requiresPython, conda } = changes;
  const app = fakeApp('calc', 'v1');
  const list = { file: 'pyproject.toml', requirements: [], constraints: [] };
  const dependencies: AppModel['dependencies'] = conda
    ? { kind: 'conda', file: 'environment.yaml', channels: [], packages: [], requirements: [] }
    : { kind: 'pip', ...list, ...(requiresPython !== undefined && { requiresPython }) };
  const container = { ...app.container, ...(python !== undefined && { python }) };
  return chooseBaseImage({ ...app, container, dependencies }, 'Demo', { baseImage });
}

test.each([
  [{}, '3.13'],
  [{ python: '3.11' }, '3.11'],
  [{ requiresPython: '>=3.11' }, '3.13'],
  [{ requiresPython: '>=3.11,<3.13' }, '3.12'],
  [{ requiresPython: '>=3.14' }, '3.14'],
])('%j gets Python %s', (changes, python) => {
  expect(choose(changes)).toEqual({ image: `python:${python}-slim`, python });
});

test('a base image that names no version is taken as it is', () => {
  expect(choose({ requiresPython: '>=3.12' }, 'base:1')).toEqual({ image: 'base:1' });
  expect(() => choose({ python: '3.12' }, 'base:1')).toThrow('asks for Python 3.12');
  expect(choose({ python: '3.12', conda: true }, 'base:1').python).toBe('3.12');
});

test('a range that no version fits is told', () => {
  expect(() => choose({ requiresPython: '<3.9' })).toThrow('needs Python <3.9');
});

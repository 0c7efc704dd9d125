import { expect, test } from 'vitest';
import { listBases, replaceBases, toMirrored } from '../base-stages.ts';
import { parseImageName } from './parse-image-name.ts';

test.each([
  ['python', 'docker.io', 'library/python', ''],
  ['python:3.13-slim', 'docker.io', 'library/python', ':3.13-slim'],
  ['team/app@sha256:aa', 'docker.io', 'team/app', '@sha256:aa'],
  ['docker.io/team/app', 'docker.io', 'team/app', ''],
  ['localhost/app:1', 'localhost', 'app', ':1'],
  ['127.0.0.1:5000/a/b:1@sha256:aa', '127.0.0.1:5000', 'a/b', ':1@sha256:aa'],
  ['ghcr.io/a/b', 'ghcr.io', 'a/b', ''],
])('%s', (name, registry, path, version) => {
  expect(parseImageName(name)).toEqual({ registry, path, version });
});

test('images of Docker Hub come from the mirror, others from where they are', () => {
  expect(toMirrored('python:3.13', 'mirror.example/hub/')).toBe(
    'mirror.example/hub/library/python:3.13',
  );
  expect(toMirrored('team/app@sha256:aa', 'mirror.example')).toBe(
    'mirror.example/team/app@sha256:aa',
  );
  expect(toMirrored('ghcr.io/a/b:1', 'mirror.example')).toBe('ghcr.io/a/b:1');
  expect(toMirrored('python', undefined)).toBe('python');
});

test('bases are the images that no stage is called, and only where a stage begins', () => {
  const lines = [
    'FROM python:3.13 AS tools',
    'RUN ["echo","FROM python:3.13"]',
    'FROM tools AS more',
    'FROM scratch AS empty',
    'FROM team/conda',
    'FROM python:3.13',
  ];
  const steps = lines.map((instruction) => ({ layer: 'base' as const, instruction }));
  expect(listBases({ steps })).toEqual(['python:3.13', 'team/conda']);
  const dockerfile = 'Dockerfile';
  const files = [{ kind: 'text' as const, path: dockerfile, text: `${lines.join('\n')}\n` }];
  const plan = { image: 'x:1', dialect: 'buildkit' as const, dockerfile, files, steps, labels: {} };
  const [file] = replaceBases(plan, files, new Map([['python:3.13', 'm.example/python:3.13']]));
  expect(file).toMatchObject({
    text: `${[
      'FROM m.example/python:3.13 AS tools',
      ...lines.slice(1, 5),
      'FROM m.example/python:3.13',
    ].join('\n')}\n`,
  });
});

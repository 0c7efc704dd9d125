import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { expect, inject, test } from 'vitest';
import { compareDefinitions } from './support/compare-definitions.ts';
import { readHostFiles, readImageFiles } from './support/read-python-files.ts';

const services = inject('services');
const { dockerHost, baseImage } = services;
const isOnHost = hasPython();
// "compare-definitions/main.ts" reads them all.
const SAMPLE = { every: 40, first: 0 };

test.skipIf(!isOnHost && (!dockerHost || !baseImage))(
  'the defs of ordinary Python are read as CPython reads them, and none is taken for a task',
  { timeout: 300_000 },
  async () => {
    const name = `celeriac-definitions-${randomBytes(6).toString('hex')}`;
    const files =
      isOnHost || !dockerHost || !baseImage
        ? readHostFiles(SAMPLE)
        : readImageFiles(SAMPLE, { dockerHost, image: baseImage, name });
    let definitions = 0;
    const wrong: string[] = [];
    for await (const file of files) {
      definitions += file.definitions.length;
      wrong.push(...compareDefinitions(file));
    }
    expect(wrong).toEqual([]);
    expect(definitions).toBeGreaterThan(200);
  },
);

function hasPython(): boolean {
  try {
    execFileSync('python3', ['-c', 'import ast'], { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

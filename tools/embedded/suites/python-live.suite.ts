import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { ensureWorkerPython } from '../../faults/index.ts';
import { runPytest } from '../run-pytest.ts';

const limitMs = 15 * 60_000;
const directory = join(import.meta.dirname, '../../../packages/worker/python');

describe("the worker's own tests", () => {
  test('pass on the embedded broker', { timeout: 2 * limitMs }, async () => {
    const python = await ensureWorkerPython(await readTestRequirements());
    const env = { CELERIAC_BROKER_URL: inject('services').brokerUrl ?? '' };
    const words = ['--numprocesses', '1', 'tests/live'];
    const { passed, problem } = await runPytest({
      ...{ python, directory, words, env, timeoutMs: limitMs },
    });
    expect(problem).toBeUndefined();
    expect(passed).toBeGreaterThan(40);
  });
});

/** What pyproject.toml wants for tests, but for the libraries of values, which these have none of. */
async function readTestRequirements(): Promise<readonly string[]> {
  const text = await readFile(join(directory, 'pyproject.toml'), 'utf8');
  const [, list = ''] = /^test = \[\n([^\]]*)\]/m.exec(text) ?? [];
  const all = [...list.matchAll(/"([^"]+)"/g)].map(([, requirement = '']) => requirement);
  return all.filter((requirement) => /^(pytest|hypothesis)/.test(requirement));
}

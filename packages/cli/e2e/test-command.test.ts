import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toLabels } from '@celeriac/deployment';
import { connectEngine } from '@celeriac/engine';
import { describe, expect, inject, test } from 'vitest';
import { hasWorkerPython } from '../../../tools/faults/index.ts';
import { openDevPlace } from './support/start-dev.ts';

const hasPython = await hasWorkerPython();
const { dockerHost, baseImage, caBundle, brokerUrl, workerBrokerUrl, managementUrl } =
  inject('services');

const TESTS = `
import os
import sys

import pytest
from logic import InsufficientFunds, add, withdraw

def test_adds():
    print("printed by a test")
    assert add(1, 2) == 3

def test_place():
    assert os.path.isdir("/opt/app/code"), "not in a container"

def test_sum_is_wrong():
    assert add(1, 2) == 4

@pytest.mark.skip(reason="not yet")
def test_later():
    raise AssertionError

def test_raises():
    with pytest.raises(InsufficientFunds):
        withdraw(1, 2)

def test_sees_nothing_of_the_broker():
    assert [name for name in os.environ if name.startswith("CELERIAC_BROKER")] == []
`;

/** A copy of the demo with the app `calc` alone, its `#test:` line wrong, and test files. */
async function openTested(env: NodeJS.ProcessEnv, files: Readonly<Record<string, string>>) {
  const place = await openDevPlace(env);
  await rm(join(place.root, 'python/stats'), { recursive: true });
  const logic = join(place.root, 'python/calc/logic.py');
  const text = await readFile(logic, 'utf8');
  await writeFile(logic, text.replace('#test: add(1, 2) == 3', '#test: add(1, 2) == 4'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(place.root, path)), { recursive: true });
    await writeFile(join(place.root, path), content);
  }
  return place;
}

describe.skipIf(!hasPython)('celeriac test', () => {
  test('runs #test: lines and test files with nothing installed, and tells what does not hold', async () => {
    // What the environment names as a broker is none of its business.
    await using place = await openTested(
      { CELERIAC_BROKER_URL: 'amqp://127.0.0.1:1' },
      {
        'python/calc/tests/test_logic.py': TESTS,
        'tests/conftest.py':
          'import pytest\n@pytest.fixture\ndef two():\n    """Of all."""\n    return 2\n',
        'tests/test_plugin.py': 'def test_two(two):\n    assert two == 2\n',
      },
    );
    const { code, stderr } = await place.run('test', place.root);
    expect(stderr).toContain('✓ withdraw(1, 2) raises InsufficientFunds');
    expect(stderr).toMatch(/✗ add\(1, 2\) == 4 local python\/calc\/logic\.py:14\n +gave 3\n/);
    expect(stderr).toContain('✓ test_adds local python/calc/tests/test_logic.py:8');
    expect(stderr).toContain('✓ test_two local tests/test_plugin.py:1');
    expect(stderr).toMatch(
      /✗ test_sum_is_wrong local python\/calc\/tests\/test_logic\.py:16\n +assert 3 == 4/,
    );
    expect(stderr).toMatch(/− test_later local python\/calc\/tests\/test_logic\.py:18\n +not yet/);
    expect(stderr).toContain('8 of 11 hold, 1 skipped');
    expect(code).toBe(1);
  });

  test('says what ended the tests of an app, and when', async () => {
    await using place = await openTested(
      {},
      {
        'python/calc/tests/test_end.py':
          'import os, time\ndef test_end():\n    os.kill(os.getpid(), 11)\n',
        'python/calc/tests/test_a_import.py': 'import nothing_there\n',
      },
    );
    const { code, stdout } = await place.run('test', place.root, '--json');
    const { tests } = JSON.parse(stdout) as { tests: readonly Record<string, unknown>[] };
    expect(tests).toContainEqual(
      expect.objectContaining({
        at: 'python/calc/tests/test_a_import.py:1',
        problem: "ModuleNotFoundError: No module named 'nothing_there'",
      }),
    );
    expect(tests.at(-1)).toMatchObject({
      test: 'tests of calc',
      passed: false,
      problem: expect.stringMatching(
        /^ended before their end during .*test_end\.py::test_end: .*SIGSEGV/,
      ),
    });
    expect(code).toBe(1);
  });

  test.skipIf(!dockerHost || !baseImage)('compares this machine with containers', async () => {
    await using place = await openTested(
      {
        DOCKER_HOST: dockerHost,
        CELERIAC_BASE_IMAGE: baseImage,
        CELERIAC_CA_BUNDLE: caBundle,
        CELERIAC_BROKER_URL: brokerUrl,
        CELERIAC_WORKER_BROKER_URL: workerBrokerUrl,
        CELERIAC_MANAGEMENT_URL: managementUrl,
      },
      { 'python/calc/tests/test_logic.py': TESTS },
    );
    const { code, stdout, stderr } = await place.run('test', place.root, '--in', 'both', '--json');
    expect(stderr).not.toContain('error');
    const { tests, differences } = JSON.parse(stdout) as {
      tests: readonly { test: string; in: string; state: string }[];
      differences: readonly string[];
    };
    const states = (where: string): readonly string[] =>
      tests.filter((row) => row.in === where).map(({ test: name, state }) => `${name} ${state}`);
    expect(states('container')).toEqual(
      states('local').map((row) => row.replace('test_place failed', 'test_place passed')),
    );
    expect(differences).toEqual([
      'test_place python/calc/tests/test_logic.py:13: failed (AssertionError: not in a container) here, passed in the container',
    ]);
    expect(code).toBe(1);
    await using engine = await connectEngine({ host: dockerHost ?? '' });
    const left = await engine.containers.list({ labels: toLabels({ plugin: 'Demo' }) });
    expect(left.filter(({ name }) => name.endsWith('-tests'))).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import { hasWorkerPython } from '../../faults/index.ts';
import { runProgram, workspaceRoot } from '../../steps/run-program.ts';

const hasPython = await hasWorkerPython();

test.skipIf(!hasPython)(
  'the demo runs with Node and Python alone',
  { timeout: 300_000 },
  async () => {
    const { exitCode, stdout } = await runProgram(
      [process.execPath, 'tools/demo/main.ts', '--local'],
      {
        timeoutMs: 280_000,
        output: 'capture',
        env: { CELERIAC_CACHE_DIR: `${workspaceRoot}/.cache/celeriac`, PATH: process.env['PATH'] },
      },
    );
    expect(exitCode).toBe(0);
    // What the commands and the program of the demo print; what is said to people is elsewhere.
    expect(stdout.trim().split('\n')).toEqual(
      expect.arrayContaining(['3', 'Guten Tag, Ada!', '103']),
    );
  },
);

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { runCeleriac } from './support/run-celeriac.ts';

const env = { PATH: process.env['PATH'], NO_COLOR: '1' };

test('help names every command on stdout', async () => {
  const { code, stdout, stderr } = await runCeleriac(['--help'], { env });
  expect(code).toBe(0);
  expect(stderr).toBe('');
  for (const command of [
    'init',
    'check',
    'types',
    'deploy',
    'dev',
    'test',
    'call',
    'ps',
    'logs',
    'down',
    'prune',
    'serve',
    'doctor',
  ])
    expect(stdout).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
});

test('help is there within 60 ms of what Node itself takes', async () => {
  const started: number[] = [];
  const empty: number[] = [];
  // The least of a few is what the machine can do; the rest is what else it does.
  for (let round = 0; round < 5; round++) {
    const before = performance.now();
    await promisify(execFile)(process.execPath, ['-e', '0'], { env });
    empty.push(performance.now() - before);
    started.push((await runCeleriac(['--help'], { env })).durationMs);
  }
  expect(Math.min(...started) - Math.min(...empty)).toBeLessThan(60);
});

test('a mistyped command is told the nearest, on stderr, as wrong usage', async () => {
  const { code, stdout, stderr } = await runCeleriac(['depoly'], { env });
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('deploy');
});

test('a Node that is too old is told so, in one line', async () => {
  const old = `data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'20.1.0'}})`;
  const { code, stdout, stderr } = await runCeleriac(['--help'], {
    env: { ...env, NODE_OPTIONS: `--import ${old}` },
  });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^celeriac needs Node 22\.18 or newer; .*\n$/);
});

test('an option that is not there is wrong usage', async () => {
  expect((await runCeleriac(['ps', '--jsno'], { env })).code).toBe(2);
});

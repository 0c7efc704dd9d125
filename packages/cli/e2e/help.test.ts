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
    'call',
    'ps',
    'logs',
    'down',
    'serve',
    'doctor',
  ])
    expect(stdout).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
});

test('a mistyped command is told the nearest, on stderr, as wrong usage', async () => {
  const { code, stdout, stderr } = await runCeleriac(['depoly'], { env });
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('deploy');
});

test('an option that is not there is wrong usage', async () => {
  expect((await runCeleriac(['ps', '--jsno'], { env })).code).toBe(2);
});

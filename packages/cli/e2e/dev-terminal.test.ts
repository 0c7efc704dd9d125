import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { hasWorkerPython } from '../../../tools/faults/index.ts';
import { runInTerminal } from './support/run-in-terminal.ts';
import { openDevPlace } from './support/start-dev.ts';

const COMMAND = fileURLToPath(new URL('../bin/celeriac.js', import.meta.url));
const SAY = `
#name: say
#input: string text
def say(text):
    print(text)
`;
const poll = { timeout: 60_000 };

describe.skipIf(!(await hasWorkerPython()))('celeriac dev at a terminal', () => {
  test('keeps how apps stand beneath what is said, and takes it away in the end', async () => {
    const env = { NO_COLOR: undefined, CI: undefined, TERM: 'xterm-256color' };
    await using place = await openDevPlace(env);
    await rm(join(place.root, 'python/stats'), { recursive: true });
    await writeFile(join(place.root, 'python/calc/say.py'), SAY);
    const command = [process.execPath, COMMAND, 'dev', place.root];
    await using dev = runInTerminal(command, place.env);
    const shown = (): string => dev.screen.shown.join('\n');
    await expect
      .poll(shown, poll)
      .toMatch(/── Demo Ctrl-C ends it\n +calc ready · \d+ functions · 0 running · 0 done$/);
    const calls: readonly (readonly string[])[] = [
      ['Demo:add', 'x=1', 'y=2'],
      ['Demo:withdraw', 'balance=1', 'amount=2'],
      ['Demo:say', 'text=hello'],
    ];
    for (const call of calls) await place.run('call', ...call);
    await expect
      .poll(shown, poll)
      .toMatch(
        /calc │ hello\n(.*\n)*── Demo .*\n +calc ready · .* 3 done · 1 failed\n +Demo:say +1× · p50 .*\n +Demo:withdraw .* 1 failed\n +Demo:add +1× · p50 [\d.]+ ms · last [\d.]+ ms$/,
      );
    dev.type('\u0003');
    expect(await dev.ended).toBe(0);
    expect(shown()).not.toContain('──');
    expect(shown()).toMatch(/ended; nothing is left running$/);
  });
});

import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, type Functions } from '@celeriac/functions';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createInstance, type Instance } from './support/instance.ts';

const services = inject('services');
const ready = services.dockerHost && services.brokerUrl && services.baseImage;
const LANES = 12;

/** One version of the plugin: the type of its input, and what its answers begin with. */
function renderVersion(type: 'int' | 'string', word: string): string {
  return `import time


#name: size
#input: ${type} side
#output: string answer
def size(side):
    time.sleep(0.05)
    return f"${word} {side!r}"
`;
}

/** What callers saw while the versions changed. */
interface Seen {
  readonly answers: { readonly asked: string; readonly answer: unknown }[];
  readonly refused: string[];
  readonly failed: { readonly code: string; readonly maybeExecuted: unknown }[];
}

describe.skipIf(!ready)('a deploy that changes a signature under load', () => {
  let instance: Instance;
  let functions: Functions;
  let file: string;
  let plugin: string;

  beforeAll(async () => {
    instance = await createInstance(services);
    plugin = await mkdtemp(join(instance.folder, 'plugin-'));
    const app = join(plugin, 'python/measure');
    await mkdir(app, { recursive: true });
    file = join(app, 'logic.py');
    await writeFile(join(plugin, 'celeriac.json'), '{"name": "Change"}');
    await writeFile(join(app, 'container.json'), '{"concurrency": 2}');
    await writeFile(file, renderVersion('int', 'one'));
    await instance.succeed('deploy', plugin);
    functions = await connect(instance);
  });
  afterAll(async () => {
    await functions?.close();
    await instance?.[Symbol.asyncDispose]();
  });

  /** Calls as the first version wants it until that is refused, then as the second does. */
  async function callOn(seen: Seen, lane: number, over: () => boolean): Promise<void> {
    let toArgument: (number: number) => number | string = (number) => number;
    for (let turn = 0; !over(); turn++) {
      const side = toArgument(turn * LANES + lane);
      try {
        const answer = await functions.call('Change:size', { side });
        seen.answers.push({
          asked: typeof side === 'string' ? `two '${side}'` : `one ${side}`,
          answer,
        });
      } catch (error) {
        const { code, maybeExecuted } = error as { code: string; maybeExecuted?: boolean };
        if (code === 'INVALID_ARGUMENT') {
          seen.refused.push(typeof side);
          toArgument = String;
        } else seen.failed.push({ code, maybeExecuted });
      }
    }
  }

  test('answers every call by the code that it was meant for', async () => {
    const seen: Seen = { answers: [], refused: [], failed: [] };
    let isOver = false;
    const lanes = Array.from({ length: LANES }, (_, lane) => callOn(seen, lane, () => isOver));
    try {
      await writeFile(file, renderVersion('string', 'two'));
      await instance.succeed('deploy', plugin);
      const before = seen.answers.length;
      await expect
        .poll(() => seen.answers.length, { timeout: 60_000 })
        .toBeGreaterThan(before + 50);
    } finally {
      isOver = true;
      await Promise.all(lanes);
    }
    expect(seen.answers.filter(({ asked, answer }) => asked !== answer)).toEqual([]);
    // What is refused is refused before it is sent, and nothing was half done.
    expect(seen.refused).toEqual(seen.refused.map(() => 'number'));
    expect(seen.failed).toEqual([]);
    const words = new Set(seen.answers.map(({ answer }) => String(answer).slice(0, 3)));
    expect([...words].toSorted()).toEqual(['one', 'two']);
  });
});

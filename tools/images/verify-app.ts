import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '@celeriac/engine';

/** Runs `verify.py` of an app inside its image as a worker would run; resolves to its exit code and output. */
export async function verifyApp(
  engine: Engine,
  image: string,
): Promise<{ readonly exitCode: number; readonly output: string }> {
  const id = await engine.containers.create({
    name: `celeriac-verify-${randomBytes(6).toString('hex')}`,
    image,
    command: ['/opt/venv/bin/python', '/opt/app/code/verify.py'],
    readOnlyRoot: true,
    tmpfs: { '/tmp': 'mode=1777' },
  });
  try {
    await engine.containers.start(id);
    for (let tries = 0; tries < 600; tries += 1) {
      const { phase, exitCode } = await engine.containers.inspect(id);
      if (phase === 'exited') {
        const lines = await Array.fromAsync(engine.containers.logs(id));
        return { exitCode, output: lines.map(({ text }) => text).join('\n') };
      }
      await sleep(100);
    }
    throw new Error(`${image} is not verified after a minute`);
  } finally {
    await engine.containers.remove(id, { force: true });
  }
}

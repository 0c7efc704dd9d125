import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { toLabels } from '@celeriac/deployment';
import { connectEngine } from '@celeriac/engine';
import { connect } from '@celeriac/functions';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { hasWorkerPython } from '../../../tools/faults/index.ts';
import { followLogs } from './support/follow-logs.ts';
import { type DevPlace, openDevPlace, type RunningDev } from './support/start-dev.ts';

/** Leaves a process behind that is in no group and no session of its worker's. */
const LEAVE = `
import subprocess, time

#name: wait
#input: double seconds
#output: string version
def wait(seconds):
    print("waiting")
    time.sleep(seconds)
    return "old"

#name: leave
#output: int pid
def leave():
    return subprocess.Popen(["sleep", "600"], start_new_session=True).pid
`;

const isAlive = (pid: number): boolean => {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};

/** Every process that was started with a state directory in its environment, but for those named. */
const findMarked = (state: string, besides: readonly number[]): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && !besides.includes(Number(name)))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(state);
      } catch {
        return false;
      }
    });

describe.skipIf(!(await hasWorkerPython()))('celeriac dev', () => {
  let place: DevPlace;
  let dev: RunningDev;
  let logic: string;
  beforeAll(async () => {
    place = await openDevPlace();
    logic = join(place.root, 'python/calc/logic.py');
    await writeFile(join(place.root, 'python/calc/leave.py'), LEAVE);
    dev = place.dev();
    await dev.says('functions: Demo:add');
  }, 300_000);
  afterAll(() => place?.[Symbol.asyncDispose]());

  const add = async (): Promise<string> =>
    (await place.run('call', 'Demo:add', 'x=1', 'y=2')).stdout.trim();
  const edit = async (from: string, to: string): Promise<void> => {
    const text = await readFile(logic, 'utf8');
    expect(text).toContain(from);
    await writeFile(logic, text.replace(from, to));
  };

  test('is called as any other: from the shell, and by the API', async () => {
    expect(await add()).toBe('3');
    await using functions = await connect({ stateDirectory: place.state });
    expect(await functions.call('Demo:add', { x: 20, y: 3 })).toBe(23);
    const shown = await place.run('ps');
    expect(shown.stdout).toMatch(/Demo +calc +1 +ready +1\/1/);
    expect(dev.said()).toMatch(/→ Demo:add \d+\.\d ms/);
  });

  test('an edit answers with the new code', async () => {
    const said = dev.says('calc answers with the new code');
    await edit('return x + y', 'print("edited"); return x + y + 100');
    await said;
    const written = dev.says('calc │ edited');
    expect(await add()).toBe('103');
    await written;
  });

  test('logs are followed by another process, also those of the code after an edit', async () => {
    using logs = followLogs(place.env);
    await expect.poll(logs.text, { timeout: 30_000 }).toMatch(/^Demo\/calc edited$/m);
    const answers = dev.says('calc answers with the new code');
    await edit('print("edited")', 'print("edited again")');
    await answers;
    expect(await add()).toBe('103');
    await expect.poll(logs.text, { timeout: 30_000 }).toMatch(/^Demo\/calc edited again$/m);
    expect(await logs.interrupt()).toBe(0);
  });

  test('what is wrong is shown where it is, and the version before goes on serving', async () => {
    const syntax = dev.says('python/calc/logic.py:16:');
    await edit('return x + y + 100', 'return x + y +');
    await syntax;
    expect(await add()).toBe('103');
    const annotation = dev.says('There is no type "itn"');
    await edit('return x + y +', 'return x + y + 200');
    await edit('#input: int x', '#input: itn x');
    await annotation;
    expect(await add()).toMatch(/^[12]03$/);
    await edit('#input: itn x', '#input: int x');
    await expect.poll(add, { timeout: 60_000 }).toBe('203');
  });

  test('a module that does not come back from its import is waited for by nobody', async () => {
    const slow = dev.says('is not ready yet');
    await edit('return x + y + 200', 'return x + y + 250');
    const text = await readFile(logic, 'utf8');
    await writeFile(logic, `import time\ntime.sleep(600)\n${text}`);
    await slow;
    expect(await add()).toMatch(/^2[05]3$/);
    await writeFile(logic, text.replace('x + y + 250', 'x + y + 200 + 0 * len("mended")'));
    await dev.says('answers with the new code');
    expect(await add()).toBe('203');
    await edit(' + 0 * len("mended")', '');
  });

  test('what a container would be given and a process is not is said', async () => {
    const said = dev.says(
      'calc Debian packages (libgomp1) are not installed; "network" closes nothing: use --docker',
    );
    const file = join(place.root, 'python/calc/container.json');
    await writeFile(file, '{"packages":["libgomp1"],"network":"broker"}');
    await said;
    await rm(file);
  });

  test('dependencies that change are made in the background', async () => {
    const made = dev.says('calc dependencies are there');
    await writeFile(join(place.root, 'python/calc/requirements.in'), 'idna==3.10\n');
    await made;
    await edit('return x + y', 'import idna; return 100 * (len(idna.__version__) > 0) + x + y');
    await expect.poll(add, { timeout: 60_000 }).toBe('303');
    const wrong = dev.says('python/calc/requirements.in:1:1');
    await writeFile(join(place.root, 'python/calc/requirements.in'), 'idna==0.0.999\n');
    await wrong;
    expect(await add()).toBe('303');
    await writeFile(join(place.root, 'python/calc/requirements.in'), 'idna==3.10\n');
  });

  test('nobody else changes what it runs', async () => {
    const second = await place.run('dev', place.root);
    expect(second).toMatchObject({ code: 3, stderr: expect.stringContaining('LOCKED') });
    const down = await place.run('down', 'Demo');
    expect(down.stderr).toContain('DEV_RUNS');
    expect(await add()).toBe('303');
  });

  test('a kill leaves no process, and the next one begins anew, where those who were connected find it', async () => {
    await using functions = await connect({ stateDirectory: place.state });
    expect(await functions.call('Demo:add', { x: 1, y: 2 })).toBe(303);
    const left = Number((await place.run('call', 'Demo:leave')).stdout);
    expect(isAlive(left)).toBe(true);
    await dev.end('SIGKILL');
    await expect.poll(() => findMarked(place.state, [left]), { timeout: 20_000 }).toEqual([]);
    const call = await place.run('call', 'Demo:add', 'x=1', 'y=2');
    expect(call).toMatchObject({ code: 3, stderr: expect.stringContaining('UNREACHABLE') });
    dev = place.dev();
    await dev.says('functions: Demo:add');
    expect(isAlive(left)).toBe(false);
    expect(await add()).toBe('303');
    expect(await functions.call('Demo:add', { x: 2, y: 2 })).toBe(304);
  });

  test('Ctrl-C leaves no process, no port and no file', async () => {
    const settings = await readFile(join(place.state, 'settings.json'), 'utf8');
    const { brokerUrl } = JSON.parse(settings) as { brokerUrl: string };
    const left = Number((await place.run('call', 'Demo:leave')).stdout);
    const running = place.run('call', 'Demo:wait', 'seconds=600');
    await dev.says('calc │ waiting');
    expect(await dev.end('SIGINT')).toBe(0);
    expect(await running).toMatchObject({ code: 3 });
    expect(dev.said()).toContain('nothing is left running');
    // Killed, and gone as soon as the kernel comes to it.
    await expect.poll(() => isAlive(left), { timeout: 10_000 }).toBe(false);
    expect(findMarked(place.state, [])).toEqual([]);
    expect(await refuses(Number(new URL(brokerUrl).port))).toBe(true);
    for (const name of ['local', 'settings.json', 'dev.lock', 'serve.lock'])
      expect(existsSync(join(place.state, name)), name).toBe(false);
    expect(existsSync(join(place.root, 'python/stats/requirements.lock'))).toBe(false);
  });
});

const { dockerHost, baseImage, caBundle } = inject('services');

describe.skipIf(!dockerHost || !baseImage)('celeriac dev --docker', () => {
  test('runs containers, and an edit takes its place in one without a build', async () => {
    await using place = await openDevPlace({
      DOCKER_HOST: dockerHost,
      CELERIAC_BASE_IMAGE: baseImage,
      CELERIAC_CA_BUNDLE: caBundle,
    });
    await rm(join(place.root, 'python/stats'), { recursive: true });
    const dev = place.dev('--docker');
    await dev.says('functions: Demo:add');
    const built = dev.said().match(/image built/g)?.length ?? 0;
    const add = async (): Promise<string> =>
      (await place.run('call', 'Demo:add', 'x=1', 'y=2')).stdout.trim();
    expect(await add()).toBe('3');
    const answers = dev.says('calc answers with the new code');
    const logic = join(place.root, 'python/calc/logic.py');
    const text = await readFile(logic, 'utf8');
    await writeFile(logic, text.replace('return x + y', 'return x + y + 100'));
    await answers;
    expect(await add()).toBe('103');
    expect(dev.said().match(/image built/g)?.length ?? 0).toBe(built);
    expect(await dev.end('SIGINT')).toBe(0);
    const { instance } = JSON.parse(await readFile(join(place.state, 'instance.json'), 'utf8')) as {
      instance: string;
    };
    await using engine = await connectEngine({ host: dockerHost ?? '' });
    expect(await engine.containers.list({ labels: toLabels({ instance }) })).toEqual([]);
  });
});

function refuses(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', () => resolve(true));
  });
}

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connectEngine } from '@celeriac/engine';

const run = promisify(execFile);

/** An engine of its own: a network namespace with nothing but a loopback device, and a disk of a fixed size. */
export interface IsolatedEngine extends AsyncDisposable {
  readonly dockerHost: string;
}

/**
 * Starts an engine that reaches nobody, neither the internet nor this machine; its builds and containers with network
 * `host` share its loopback device. Needs root, and the programs of a private engine.
 */
export async function startIsolatedEngine({
  diskMiB,
}: {
  readonly diskMiB: number;
}): Promise<IsolatedEngine> {
  await using made = new AsyncDisposableStack();
  // Short, as the path of a socket has to be.
  const folder = await mkdtemp('/tmp/celeriac-isolated-');
  made.defer(() => rm(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  await mkdir(data);
  await run('mount', ['-t', 'tmpfs', '-o', `size=${diskMiB}m,mode=711`, 'tmpfs', data]);
  made.defer(async () => void (await run('umount', ['--lazy', data])));
  const socket = join(folder, 'docker.sock');
  const settings = join(folder, 'daemon.json');
  await writeFile(settings, '{}\n');
  const daemon = [
    ...['dockerd', '--config-file', settings, '--host', `unix://${socket}`],
    ...['--pidfile', join(folder, 'dockerd.pid'), '--data-root', data],
    ...['--exec-root', join(folder, 'exec'), '--bridge', 'none', '--iptables=false'],
  ];
  const log = join(folder, 'log');
  const script = 'log=$1; shift; ip link set lo up; exec "$@" >"$log" 2>&1';
  const alone = ['--net', '--mount', '--propagation', 'slave', 'sh', '-c', script, 'sh', log];
  const engine = spawn('unshare', [...alone, ...daemon], { stdio: 'ignore', detached: true });
  made.defer(() => endEngine(engine));
  await untilItAnswers(engine, { socket, log });
  const kept = made.move();
  return { dockerHost: `unix://${socket}`, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function untilItAnswers(
  engine: ChildProcess,
  { socket, log }: { readonly socket: string; readonly log: string },
): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (engine.exitCode !== null) break;
    const found = await connectEngine({ host: `unix://${socket}` }).catch(() => undefined);
    if (found !== undefined) return await found.close();
    await sleep(100);
  }
  const lines = await readFile(log, 'utf8').catch(() => '');
  throw new Error(`the isolated engine did not come up: ${lines.split('\n').slice(-5).join('\n')}`);
}

/** Ends the engine in order, or with all that it started. */
async function endEngine(engine: ChildProcess): Promise<void> {
  if (engine.pid === undefined || engine.exitCode !== null) return;
  const ended = new Promise<void>((resolve) => engine.once('exit', () => resolve()));
  engine.kill('SIGTERM');
  await Promise.race([ended, sleep(20_000, undefined, { ref: false })]);
  try {
    process.kill(-engine.pid, 'SIGKILL');
  } catch {
    // All of its group is gone.
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';

const child = join(import.meta.dirname, 'forward-child.ts');

/** Lets a private engine's containers reach a port of this machine, as their host's port of that number. */
export async function openWay(
  port: number,
  { directory, inNetwork }: { readonly directory: string; readonly inNetwork: readonly string[] },
): Promise<AsyncDisposable> {
  await using made = new AsyncDisposableStack();
  const path = join(directory, `way-${port}.sock`);
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const target = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      open.add(from);
      from.on('error', () => to.destroy()).on('close', () => open.delete(from));
      from.pipe(to);
    }
  });
  server.listen(path);
  await once(server, 'listening');
  made.defer(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const [program = '', ...rest] = inNetwork;
  const flags = ['--disable-warning=ExperimentalWarning', child, String(port), path];
  const forwarding = spawn(program, [...rest, process.execPath, ...flags], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  made.defer(() => {
    // Nothing is asked of it but to end, which the end of its input tells it.
    forwarding.stdin.destroy();
    forwarding.kill('SIGKILL');
  });
  await once(forwarding.stdout, 'data', { signal: AbortSignal.timeout(30_000) });
  return made.move();
}

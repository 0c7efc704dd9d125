import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../services/host/run-command.ts';
import { type PrivateEngine, startPrivateEngine } from '../../faults/index.ts';

const LISTEN = fileURLToPath(new URL('listen.ts', import.meta.url));

/** What there is around an engine that an app may or may not reach; every port of it answers. */
export const AROUND = {
  /** A server on the internet. */
  public: '203.0.113.10:8080',
  /** A machine of the same company, which runs the resolver too. */
  private: '10.77.0.53:8080',
  privateToo: '192.168.77.1:5432',
  metadata: '169.254.169.254:80',
  /** The engine's machine, by an address that looks public. */
  host: '203.0.113.20:9000',
  broker: '203.0.113.20:5672',
} as const;

/** The same by IPv6: a server on the internet, a machine of the same company, the engine's machine. */
export const AROUND_BY_6 = {
  public: '2001:db8:1::10:8080',
  private: 'fd77::53:8080',
  host: '2001:db8:2::20:9000',
} as const;

/** The private resolver, which knows every name as the public server. */
const RESOLVER = '10.77.0.53';

/** An engine in a network of machines that are all network namespaces of this one. */
export interface Neighbourhood extends AsyncDisposable {
  readonly engine: PrivateEngine;
}

/** Opens one; needs root, as an engine of one's own does. */
export async function openNeighbourhood(): Promise<Neighbourhood> {
  await using stack = new AsyncDisposableStack();
  const outside = `cel-${randomBytes(4).toString('hex')}`;
  const engine = stack.use(
    await startPrivateEngine({
      // With IPv6, as some engines are set up: an app is to have none all the same.
      arguments: ['--dns', RESOLVER, '--ipv6', '--fixed-cidr-v6', 'fd99:1::/64'],
    }),
  );
  await run(['ip', 'netns', 'add', outside]);
  stack.defer(() => run(['ip', 'netns', 'delete', outside]));
  const there = ['nsenter', `--net=/run/netns/${outside}`];
  const here = engine.inNetwork;
  await run([
    ...here,
    'ip',
    'link',
    'add',
    'up0',
    'type',
    'veth',
    'peer',
    'name',
    'down0',
    'netns',
    outside,
  ]);
  const hosts = [...new Set(Object.values(AROUND).map((target) => target.split(':')[0] ?? ''))];
  const own = hosts.filter((host) => host === '203.0.113.20');
  const others = hosts.filter((host) => host !== '203.0.113.20');
  for (const host of own) await run([...here, 'ip', 'address', 'add', `${host}/32`, 'dev', 'up0']);
  for (const host of others)
    await run([...there, 'ip', 'address', 'add', `${host}/32`, 'dev', 'down0']);
  await run([...here, 'ip', 'link', 'set', 'up0', 'up']);
  await run([...there, 'ip', 'link', 'set', 'down0', 'up']);
  for (const host of others)
    await run([...here, 'ip', 'route', 'add', host, 'dev', 'up0', 'src', '203.0.113.20']);
  await run([...there, 'ip', 'route', 'add', '203.0.113.20', 'dev', 'down0']);

  const host6 = toHost(AROUND_BY_6.host);
  const others6 = [toHost(AROUND_BY_6.public), toHost(AROUND_BY_6.private)];
  const add6 = ['ip', '-6', 'address', 'add'];
  await run([...here, ...add6, `${host6}/128`, 'dev', 'up0', 'nodad']);
  for (const host of others6)
    await run([...there, ...add6, `${host}/128`, 'dev', 'down0', 'nodad']);
  for (const host of others6)
    await run([...here, 'ip', '-6', 'route', 'add', host, 'dev', 'up0', 'src', host6]);
  await run([
    ...there,
    'ip',
    '-6',
    'route',
    'add',
    'default',
    'via',
    host6,
    'dev',
    'down0',
    'onlink',
  ]);

  const at = (host: string): string[] =>
    Object.values(AROUND).filter((target) => target.startsWith(`${host}:`));
  const listeners = [
    await listen(there, [
      RESOLVER,
      ...[...others.flatMap(at), AROUND_BY_6.public, AROUND_BY_6.private],
    ]),
    // On all addresses, as most services of a machine are; with a resolver as many machines have.
    await listen(here, [
      '127.0.0.1',
      // Of both versions of IP.
      ...own.flatMap(at).map((target) => target.replace(/^.*:/, ':::')),
    ]),
  ];
  stack.defer(() => listeners.forEach((listener) => listener.kill('SIGKILL')));
  const kept = stack.move();
  return { engine, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

function toHost(target: string): string {
  return target.slice(0, target.lastIndexOf(':'));
}

async function listen(inside: readonly string[], words: readonly string[]): Promise<ChildProcess> {
  const [program = '', ...rest] = inside;
  const child = spawn(program, [...rest, process.execPath, LISTEN, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data', { signal: AbortSignal.timeout(20_000) });
  return child;
}

async function run(command: readonly string[]): Promise<void> {
  await runCommand(command);
}

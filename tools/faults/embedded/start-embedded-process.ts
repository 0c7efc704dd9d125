import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { identifyProcess, type ProcessIdentity } from '../../services/host/process-identity.ts';
import { freeze, kill, thaw } from '../processes.ts';

/** An embedded broker of one's own, in a process of its own. All it has is in memory, so it is never killed. */
export interface EmbeddedProcess extends AsyncDisposable {
  readonly kind: 'embedded';
  /** AMQP port on the loopback address. */
  readonly port: number;
  /** AMQP URL of its administrator. */
  readonly url: string;
  readonly managementUrl: string;
  readonly process: ProcessIdentity;
  /** Stops its clock: connections stay open and nobody answers. */
  freeze(): void;
  thaw(): void;
}

const program = join(import.meta.dirname, 'embedded-program.ts');
const LIMIT_MS = 30_000;

/** Starts it and waits until it listens; disposing ends it in order. */
export async function startEmbeddedProcess(): Promise<EmbeddedProcess> {
  // The sources, as the tests have them: they need no build.
  const child = spawn(process.execPath, ['--conditions=@celeriac/source', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  if (identity === undefined) throw new Error('the embedded broker cannot be started');
  const end = async (): Promise<void> => {
    thaw(identity);
    child.stdin.end();
    const timer = setTimeout(() => kill(identity), LIMIT_MS);
    await ended;
    clearTimeout(timer);
  };
  const said = once(createInterface(child.stdout), 'line', {
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  const line = await Promise.race([said, ended.then(() => undefined)]).catch(() => undefined);
  if (line === undefined) {
    await end();
    throw new Error('the embedded broker did not start');
  }
  const where = JSON.parse(String(line[0])) as Pick<
    EmbeddedProcess,
    'port' | 'url' | 'managementUrl'
  >;
  return {
    ...where,
    kind: 'embedded',
    process: identity,
    freeze: () => freeze(identity),
    thaw: () => thaw(identity),
    [Symbol.asyncDispose]: end,
  };
}

import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { identityOf, isAlive } from '@celeriac/state';

/** After a call's time is over its blobs stay so long, for clocks that differ. */
const GRACE_SECONDS = 60;

/** No machine is called so: only the time tells that the call is over. */
const NOBODY = '00000000-0-0';

/** How long what a call stores is needed. */
export interface CallLife {
  readonly timeoutMs: number;
  readonly outlivesProcess?: boolean;
}

const NAME = /^(\d{1,12})\.([0-9a-f]{8})-(\d+)-(\d+)\.[0-9a-f]{32}$/;

/**
 * A new name for what one call stores, `<end>.<owner>.<random>`: when its time is over, in seconds
 * since 1970, and which process made it, unless the call outlives it. Nobody can guess it.
 */
export function createCallName({ timeoutMs, outlivesProcess = false }: CallLife): string {
  const end = Math.ceil((Date.now() + timeoutMs) / 1000);
  return `${end}.${outlivesProcess ? NOBODY : owner()}.${randomBytes(16).toString('hex')}`;
}

/** Whether nobody waits for a call any more: its process has ended, or its time is over. */
export function isLeftBehind(name: string, nowMs = Date.now()): boolean {
  const [, end, where, pid, startTicks] = NAME.exec(name) ?? [];
  if (end === undefined) return false;
  if (nowMs / 1000 > Number(end) + GRACE_SECONDS) return true;
  if (where !== machine()) return false;
  return !isAlive({ pid: Number(pid), ...(startTicks !== '0' && { startTicks: startTicks! }) });
}

/** Whether a name is one of a call. */
export function isCallName(name: string): boolean {
  return NAME.test(name);
}

function owner(): string {
  const { pid, startTicks = '0' } = (own ??= identityOf(process.pid));
  return `${machine()}-${pid}-${startTicks}`;
}

let own: ReturnType<typeof identityOf> | undefined;
let place: string | undefined;

/** Where process numbers mean the same: this boot of this machine, this namespace of processes. */
function machine(): string {
  return (place ??= createHash('sha256').update(describePlace()).digest('hex').slice(0, 8));
}

function describePlace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

import { type CallOptions, type Engine, EngineError } from '@celeriac/engine';
import { runOnHost } from '../network/run-on-host.ts';

/** The kernel's words name the control group, hence the container; the clock goes before them. */
const renderScript = (id: string): string =>
  [
    'read -r uptime _ </proc/uptime; echo "$uptime"',
    `dmesg -S | while read -r line; do case "$line" in *oom_memcg=*${id}*) echo "$line" ;; esac; done`,
  ].join('\n');

/**
 * Finds out from the kernel's log when a process of a container was last killed at its memory limit,
 * in Unix milliseconds of the engine's machine; `undefined` where it was not, or the log cannot be read.
 *
 * An engine loses the news of such a kill where the whole container is gone before it looks.
 */
export async function readMemoryKill(
  engine: Engine,
  id: string,
  call: CallOptions,
): Promise<number | undefined> {
  try {
    const run = { ...call, capabilities: ['SYSLOG'] };
    const { lines } = await runOnHost(engine, renderScript(id), run);
    const { timeMs } = await engine.info(call);
    return toKillTime(lines, timeMs);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return undefined;
  }
}

/** Reads the seconds since the machine's start that each line of the log begins with, the clock first. */
export function toKillTime(
  [uptime, ...lines]: readonly string[],
  nowMs: number,
): number | undefined {
  const seconds = /^\[\s*(\d+\.\d+)\]/.exec(lines.at(-1) ?? '')?.[1];
  if (seconds === undefined || uptime === undefined) return undefined;
  return nowMs - (Number(uptime) - Number(seconds)) * 1000;
}

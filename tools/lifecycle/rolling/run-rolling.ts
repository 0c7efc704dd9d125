import { connect, type Functions } from '@celeriac/functions';
import { readPlugin } from '@celeriac/plugin';
import type { LifecycleInstance } from '../open-instance.ts';
import { type PluginVersion, writeVersion } from '../write-version.ts';

/** What callers saw while versions took each other's place. */
export interface RollingReport {
  readonly deploys: number;
  readonly calls: number;
  /** Refused before they were sent, because their arguments fit an earlier signature. */
  readonly refused: number;
  /** Calls that failed or were answered by code that they were not meant for. */
  readonly failed: readonly string[];
}

const LANES = 8;
/** Of so many deploys one changes the signatures. */
const SIGNATURE_TURN = 2;

/** Deploys the plugin again and again while it is called without pause. */
export async function runRolling(
  { deployer, folder, env }: LifecycleInstance,
  options: {
    readonly times: number;
    readonly log: (line: string) => void;
    readonly signal: AbortSignal;
  },
): Promise<RollingReport> {
  const seen = { calls: 0, refused: 0, failed: new Array<string>(), over: false };
  const deploy = async (turn: number): Promise<void> => {
    await writeVersion(folder, toVersion(turn));
    const { value: plugin } = await readPlugin(folder);
    if (plugin === undefined) throw new Error('The plugin cannot be read.');
    await Array.fromAsync(deployer.deploy(plugin, { signal: options.signal }));
  };
  await deploy(0);
  await using functions = await connect({
    brokerUrl: env['CELERIAC_BROKER_URL'] ?? '',
    stateDirectory: env['CELERIAC_STATE_DIR'] ?? '',
  });
  const lanes = Array.from({ length: LANES }, (_, lane) => callOn(functions, seen, lane));
  try {
    for (let turn = 1; turn <= options.times; turn++) {
      await deploy(turn);
      options.log(`deploy ${turn}: ${seen.calls} calls, ${seen.failed.length} failed`);
    }
  } finally {
    seen.over = true;
    await Promise.all(lanes);
  }
  const { calls, refused, failed } = seen;
  return { deploys: options.times, calls, refused, failed };
}

function toVersion(turn: number): PluginVersion {
  const type = Math.floor(turn / SIGNATURE_TURN) % 2 === 0 ? 'int' : 'string';
  return { word: `${type}-${turn}`, type };
}

/** Calls as one signature wants it until that is refused, then as the other does. */
async function callOn(
  functions: Functions,
  seen: { calls: number; refused: number; readonly failed: string[]; readonly over: boolean },
  lane: number,
): Promise<void> {
  let type: 'int' | 'string' = 'int';
  for (let turn = 0; !seen.over; turn++) {
    const number = turn * LANES + lane;
    const side = type === 'int' ? number : String(number);
    try {
      const answer = String(await functions.call('Lifecycle:size', { side }));
      seen.calls++;
      const shown = type === 'int' ? String(number) : `'${number}'`;
      if (!answer.startsWith(`${type}-`) || !answer.endsWith(` ${shown}`))
        seen.failed.push(`${type} ${number} was answered "${answer}"`);
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if (code === 'INVALID_ARGUMENT') {
        seen.refused++;
        type = type === 'int' ? 'string' : 'int';
      } else seen.failed.push(`${code}: ${message}`);
    }
  }
}

import { cp } from 'node:fs/promises';
import { connect } from '@celeriac/functions';
import { findRemains } from '../find-remains.ts';
import type { LifecycleInstance } from '../open-instance.ts';
import { type PluginVersion, writeVersion } from '../write-version.ts';
import { type RivalEnd, runRival } from './run-rival.ts';

/** What became of deployers that came at once. */
export interface RivalsReport {
  readonly rounds: number;
  /** Deploys that came through, and those that were told of another for which they waited in vain. */
  readonly won: number;
  readonly told: number;
  /** Of both, those that were told for whom they wait. */
  readonly waited: number;
  readonly faults: readonly string[];
}

/** How long deployers wait for others: some hardly, some for long. */
const WAITS_MS = [0, 1000, 2000, 4000, 6000];
/** Different versions that come at once, each from a folder of its own. */
const VERSIONS = 4;

/** Who holds it, since when, and what to do. */
const TOLD = /deploy of Lifecycle \(pid \d+, since \d{4}-\d\d-\d\dT[\d:.]+Z\)/;

/**
 * Lets processes deploy versions of the same plugin at once, again and again; after each round one of
 * them is there, whole, and whoever was not let in knows why.
 */
export async function runRivals(
  instance: LifecycleInstance,
  options: {
    readonly times: number;
    readonly rivals: number;
    readonly log: (line: string) => void;
    readonly signal: AbortSignal;
  },
): Promise<RivalsReport> {
  const { env } = instance;
  const seen = { won: 0, told: 0, waited: 0, faults: new Array<string>() };
  for (let round = 1; round <= options.times; round++) {
    options.signal.throwIfAborted();
    const folders = await writeVersions(instance, round);
    const ends = await Promise.all(
      Array.from({ length: options.rivals }, (_, rival) => {
        const folder = folders[rival % VERSIONS] ?? '';
        const waitMs = WAITS_MS[Math.floor(rival / VERSIONS) % WAITS_MS.length] ?? 0;
        return runRival({ env, folder, waitMs });
      }),
    );
    const count = (kind: RivalEnd['kind']): number =>
      ends.filter((end) => end.kind === kind).length;
    seen.won += count('deployed');
    seen.told += count('told');
    seen.waited += ends.filter((end) => end.kind !== 'failed' && end.waited).length;
    const faults = [
      ...ends.flatMap(findFault),
      ...(await findRemains(instance)),
      ...(await findMixture(instance, { round, folders })),
      ...(count('deployed') === 0 ? ['none came through'] : []),
    ];
    seen.faults.push(...faults.map((fault) => `round ${round}: ${fault}`));
    options.log(
      `round ${round}: ${count('deployed')} of ${ends.length} came through, ${count('told')} were told, ${seen.faults.length} faults`,
    );
  }
  return { rounds: options.times, ...seen };
}

async function writeVersions(
  { folder }: LifecycleInstance,
  round: number,
): Promise<readonly string[]> {
  const folders = Array.from({ length: VERSIONS }, (_, version) => `${folder}-${version}`);
  for (const [version, own] of folders.entries()) {
    if (round === 1) await cp(folder, own, { recursive: true });
    await writeVersion(own, toVersion(round, version));
  }
  return folders;
}

function toVersion(round: number, version: number): PluginVersion {
  return { word: `round-${round}-version-${version}`, type: version % 2 === 0 ? 'int' : 'string' };
}

function findFault(end: RivalEnd): readonly string[] {
  if (end.kind === 'failed') return [end.words];
  if (end.kind === 'deployed' || (TOLD.test(end.message) && end.remedy !== '')) return [];
  return [`was told "${end.message}" and to do "${end.remedy}"`];
}

/** Whether containers or answers are of another version than the one that is deployed. */
async function findMixture(
  { ports, env, state }: LifecycleInstance,
  of: { readonly round: number; readonly folders: readonly string[] },
): Promise<readonly string[]> {
  const [desired] = await ports.desired.list();
  const app = desired?.apps[0];
  if (desired === undefined || app === undefined) return ['nothing is deployed'];
  const { word, type } = toVersion(of.round, of.folders.indexOf(desired.root));
  const running = await ports.spawner.list({ instance: state.instance });
  const others = running.filter(({ image }) => image !== app.image);
  await using functions = await connect({
    brokerUrl: env['CELERIAC_BROKER_URL'] ?? '',
    stateDirectory: env['CELERIAC_STATE_DIR'] ?? '',
  });
  const side = type === 'int' ? 7 : '7';
  const shown = type === 'int' ? '7' : "'7'";
  const calls = Array.from({ length: 8 }, () =>
    functions.call('Lifecycle:size', { side }, { timeoutMs: 30_000 }).then(String, String),
  );
  const answers = [...new Set(await Promise.all(calls))];
  return [
    ...others.map(({ name, image }) => `${name} is made from ${image}, not from ${app.image}`),
    ...answers
      .filter((answer) => answer !== `${word} ${shown}`)
      .map((answer) => `${word} was answered "${answer}"`),
  ];
}

import type { DeployEvent } from '../deploy/deploy-event.ts';
import type { DeployerPorts, DeployerSettings } from '../deployer-options.ts';
import type { Emit } from '../event-stream.ts';
import { seeAway } from './see-away.ts';

/** What a change works with. */
export interface ChangeContext {
  readonly ports: DeployerPorts;
  readonly settings: DeployerSettings;
  readonly emit: Emit<DeployEvent>;
  readonly signal: AbortSignal;
}

const PATIENCE_MS = 10_000;

/**
 * Does a change of a plugin, then waits for a while for the calls that run in what it replaced, while
 * nothing is held any more; the change's last word is told after that.
 */
export async function changeAndSeeAway(
  plugin: string,
  { ports, settings, emit, signal }: ChangeContext,
  work: (emit: Emit<DeployEvent>) => Promise<void>,
): Promise<void> {
  const { retirePatienceMs: patienceMs = PATIENCE_MS } = settings;
  const before = await ports.desired.undertakings.read(plugin);
  const others = new Set(before?.retiring?.map(({ id }) => id));
  const away = { ports, emit, signal, patienceMs, others };
  const last: DeployEvent[] = [];
  try {
    await work((event) =>
      event.kind === 'deployed' || event.kind === 'scaled' ? void last.push(event) : emit(event),
    );
  } catch (error) {
    await seeAway(plugin, away).catch(() => undefined);
    throw error;
  }
  await seeAway(plugin, away);
  last.forEach(emit);
}

import type { DeployerPorts } from '../deployer-options.ts';
import type { Emit } from '../event-stream.ts';
import { type ClearContext, clearAway } from './clear-away.ts';
import { mendCatalog } from './mend-catalog.ts';
import { type WaitingEvent, waitTelling } from './waiting-event.ts';

/** What changing a plugin works over. */
export type ChangePorts = Pick<
  DeployerPorts,
  'spawner' | 'broker' | 'blobs' | 'desired' | 'catalog'
>;

/** So long another may take to finish what it is doing with the plugin. */
const HOLD_WAIT_MS = 60_000;

/** Holds a plugin, clears away what a change that died has left of it, and does the work. */
export async function holdPlugin<T>(
  of: { readonly plugin: string; readonly purpose: string },
  {
    ports,
    waitMs = HOLD_WAIT_MS,
    onRemoved,
    onCutOff,
    ...waiting
  }: Pick<ClearContext, 'onRemoved' | 'onCutOff'> & {
    readonly ports: ChangePorts;
    readonly signal?: AbortSignal;
    readonly waitMs?: number;
    readonly emit?: Emit<WaitingEvent>;
  },
  work: (found: { readonly catalogMended: boolean }) => Promise<T>,
): Promise<T> {
  const holdAndWork = async (): Promise<T> => {
    const desired = await ports.desired.read(of.plugin);
    // Before what is old is cleared away, nobody may be sent there any more.
    const catalogMended = desired !== undefined && (await mendCatalog(desired, ports));
    const told = { ...(onRemoved && { onRemoved }), ...(onCutOff && { onCutOff }) };
    await clearAway(of.plugin, { ports, ...told });
    return await work({ catalogMended });
  };
  return await ports.desired.withPluginLock(of, holdAndWork, waitTelling(waitMs, waiting));
}

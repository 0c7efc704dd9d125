import type { ContainerSpec, EndCause } from '@celeriac/deployment';
import { toNotReady } from '../deploy/not-ready.ts';
import type { DeployerPorts } from '../deployer-options.ts';

/** Takes away a container that ended or hangs off its queue, so that the next try has its name. */
export async function endUnready(
  spec: ContainerSpec,
  of: {
    readonly id: string;
    /** What it did not do, such as `did not come up`. */
    readonly what: string;
    readonly how: string;
    readonly cause?: EndCause;
    readonly spawner: DeployerPorts['spawner'];
  },
): Promise<Error> {
  const { id, what, how, cause, spawner } = of;
  const message = `The worker ${spec.name} ${what}: ${how.replace(/\.$/, '')}.`;
  const remedy = 'What they name is to be changed in the plugin; then deploy it again.';
  const error = await toNotReady(spec, message, { spawner, id, remedy, cause });
  await spawner.stop(id, { graceMs: 0 });
  await spawner.remove(id);
  return error;
}

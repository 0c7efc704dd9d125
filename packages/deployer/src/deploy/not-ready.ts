import type { ContainerSpec, EndCause } from '@celeriac/deployment';
import { DeployError } from '../deployer-error.ts';
import type { DeployerPorts } from '../deployer-options.ts';

const LAST_LINES = 20;

/** The error of a worker that does not come up, with the last that it wrote. */
export async function toNotReady(
  { name, owner }: Pick<ContainerSpec, 'name' | 'owner'>,
  message: string,
  {
    spawner,
    id,
    remedy,
    cause,
  }: {
    readonly spawner: DeployerPorts['spawner'];
    /** Its container, where it has one. */
    readonly id: string | undefined;
    readonly remedy: string;
    /** Why it ended, where that is known. */
    readonly cause?: EndCause | undefined;
  },
): Promise<DeployError> {
  const lastLines: string[] = [];
  try {
    const signal = AbortSignal.timeout(5000);
    const options = { tail: LAST_LINES, signal };
    for await (const line of spawner.logs(id ?? name, options)) lastLines.push(line.text);
  } catch {
    // The container may be gone, and its lines with it; the message stands without them.
  }
  const { plugin, app } = owner;
  const told = lastLines.length > 0 ? `Its last lines say why. ${remedy}` : remedy;
  return new DeployError('NOT_READY', message, {
    ...{ plugin, app, remedy: told, lastLines },
    ...(cause !== undefined && { endCause: cause }),
  });
}

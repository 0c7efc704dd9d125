import type { ContainerSpec, EndCause } from '@celeriac/deployment';
import { DeployError } from '../deployer-error.ts';
import type { DeployerPorts } from '../deployer-options.ts';
import { readLastLines } from './last-lines.ts';

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
  const lastLines = await readLastLines(id ?? name, spawner);
  const { plugin, app } = owner;
  const told = lastLines.length > 0 ? `Its last lines say why. ${remedy}` : remedy;
  return new DeployError('NOT_READY', message, {
    ...{ plugin, app, remedy: told, lastLines },
    ...(cause !== undefined && { endCause: cause }),
  });
}

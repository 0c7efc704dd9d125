import type { ContainerSpec, ContainerStatus } from './container-spec.ts';
import type { DesiredApp } from './desired-state.ts';
import { containerName, controlQueue } from './names.ts';
import { WORKER_ENVIRONMENT } from './task-protocol.ts';

/** The container of one replica; it differs from others in its name and its control queue alone. */
export function toReplica(template: ContainerSpec, replica: number): ContainerSpec {
  const { owner, env } = template;
  const name = containerName({ ...owner, replica });
  const own = {
    [WORKER_ENVIRONMENT.worker]: name,
    [WORKER_ENVIRONMENT.controlQueue]: controlQueue({ ...owner, replica }),
  };
  return { ...template, name, env: { ...env, ...own } };
}

/** The containers of an app that are to run now, or as many as given. */
export function replicasOf(
  { template, replicas }: Pick<DesiredApp, 'template' | 'replicas'>,
  count = replicas,
): readonly ContainerSpec[] {
  return Array.from({ length: count }, (_, replica) => toReplica(template, replica));
}

/** The control queues of as many of its workers as given; of those that are to run now by default. */
export function controlQueuesOf(
  { template, replicas }: Pick<DesiredApp, 'template' | 'replicas'>,
  count = replicas,
): readonly string[] {
  return Array.from({ length: count }, (_, replica) =>
    controlQueue({ ...template.owner, replica }),
  );
}

/** The control queue of a container that is there; its name ends with the number of its replica. */
export function controlQueueOf({ name, owner }: Pick<ContainerStatus, 'name' | 'owner'>): string {
  return controlQueue({ ...owner, replica: Number(name.slice(name.lastIndexOf('-') + 1)) });
}

import type { BuildEvent, BuildPlan } from '@celeriac/deployment';
import type { DeployerPorts, DeployerSettings } from '../deployer-options.ts';
import type { Emit } from '../event-stream.ts';
import type { AppPlan } from '../plan/plan-deployment.ts';
import type { DeployEvent } from './deploy-event.ts';

/** What making an image needs. */
export interface BuildContext {
  readonly ports: Pick<DeployerPorts, 'builder' | 'registry'>;
  readonly settings: Pick<DeployerSettings, 'buildEnvironment' | 'registry'>;
  readonly emit: Emit<DeployEvent>;
  readonly signal: AbortSignal;
}

/**
 * Builds an app's image, unless an image of that tag is there or is given.
 *
 * With a registry it is pulled where the registry has it, and pushed otherwise; one that is there
 * already is pushed as well, as an earlier push may have failed.
 */
export async function buildImage({ app, build }: AppPlan, context: BuildContext): Promise<void> {
  const { ports, settings, emit, signal } = context;
  if (build === undefined) return;
  const { image } = build;
  const registry = settings.registry === undefined ? undefined : ports.registry;
  const tell = (event: BuildEvent): void => emit({ kind: 'build', app: app.name, event });
  if (await ports.builder.has(image, { signal })) {
    emit({ kind: 'image-exists', app: app.name, image });
  } else {
    if (registry !== undefined && (await pullImage(build, { registry, tell, signal }))) return;
    const environment = settings.buildEnvironment;
    const how = { signal, ...(environment && { environment }) };
    for await (const event of ports.builder.build(build, how)) tell(event);
  }
  if (registry === undefined) return;
  for await (const event of registry.push(image, { signal })) tell(event);
}

/** Pulls an image of the plan; resolves to whether the registry has one. */
async function pullImage(
  { image, platform }: BuildPlan,
  {
    registry,
    tell,
    signal,
  }: {
    registry: NonNullable<DeployerPorts['registry']>;
    tell: (event: BuildEvent) => void;
    signal: AbortSignal;
  },
): Promise<boolean> {
  try {
    const how = { signal, ...(platform !== undefined && { platform }) };
    for await (const event of registry.pull(image, how)) tell(event);
    return true;
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'IMAGE_NOT_FOUND') return false;
    throw error;
  }
}

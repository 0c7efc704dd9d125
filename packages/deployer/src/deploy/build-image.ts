import type { DeployerPorts, DeployerSettings } from '../deployer-options.ts';
import type { Emit } from '../event-stream.ts';
import type { AppPlan } from '../plan/plan-deployment.ts';
import type { DeployEvent } from './deploy-event.ts';

/** Builds an app's image, unless an image of that tag is there or is given. */
export async function buildImage(
  { app, build }: AppPlan,
  context: {
    builder: DeployerPorts['builder'];
    settings: Pick<DeployerSettings, 'buildEnvironment'>;
    emit: Emit<DeployEvent>;
    signal: AbortSignal;
  },
): Promise<void> {
  const { builder, settings, emit, signal } = context;
  if (build === undefined) return;
  if (await builder.has(build.image, { signal })) {
    emit({ kind: 'image-exists', app: app.name, image: build.image });
    return;
  }
  const environment = settings.buildEnvironment;
  for await (const event of builder.build(build, { signal, ...(environment && { environment }) }))
    emit({ kind: 'build', app: app.name, event });
}

import type { DeployerPorts } from '@celeriac/deployer';
import { connectEngine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import { type PrivateEngine, startPrivateEngine } from '../../faults/index.ts';
import { copyImages } from '../../images/isolated/copy-images.ts';
import type { Services } from '../../test/provide-services.ts';
import { type LifecycleInstance, openInstance } from '../open-instance.ts';
import { openWay } from './open-way.ts';

/** An instance whose containers run on an engine of their own, to be harmed at will. */
export interface PrivateInstance extends LifecycleInstance {
  readonly daemon: PrivateEngine;
}

type Builder = DeployerPorts['builder'];

/** Opens one: images are built where the internet is, and its workers reach the services' broker. */
export async function openPrivateInstance(services: Services): Promise<PrivateInstance> {
  const { dockerHost: from = '', workerBrokerUrl = '' } = services;
  await using made = new AsyncDisposableStack();
  const daemon = made.use(await startPrivateEngine());
  made.use(await openWay(Number(new URL(workerBrokerUrl).port), daemon));
  const shared = made.use(await connectEngine({ host: from }));
  const elsewhere = createImageBuilder(shared);
  const wrap = (ports: DeployerPorts): DeployerPorts => ({
    ...ports,
    builder: buildElsewhere(ports.builder, elsewhere, (image) =>
      copyImages([image], { from, to: daemon.dockerHost }),
    ),
  });
  const instance = made.use(
    await openInstance(
      { ...services, dockerHost: daemon.dockerHost },
      {
        wrap,
        pluginName: 'Daemon',
      },
    ),
  );
  const cleanUp = made.move();
  return { ...instance, daemon, [Symbol.asyncDispose]: () => cleanUp.disposeAsync() };
}

function buildElsewhere(
  here: Builder,
  elsewhere: Builder,
  fetch: (image: string) => Promise<void>,
): Builder {
  return {
    ...elsewhere,
    has: (...of) => here.has(...of),
    labels: (...of) => here.labels(...of),
    async *build(plan, options) {
      yield* elsewhere.build(plan, options);
      await fetch(plan.image);
    },
    async remove(...of) {
      return [...(await here.remove(...of)), ...(await elsewhere.remove(...of))];
    },
  };
}

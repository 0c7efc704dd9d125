import { randomBytes } from 'node:crypto';
import {
  type AppBroker,
  type BlobPlace,
  brokerUser,
  type ContainerStatus,
  type DesiredApp,
  type DesiredPlugin,
  taskQueue,
  type TimeLimits,
} from '@celeriac/deployment';
import type { ContainerSettings, PluginModel } from '@celeriac/plugin';
import type { DeployerPorts, DeployerSettings } from '../deployer-options.ts';
import { type AppChange, compareApp } from '../plan/compare-app.ts';
import { planContainers } from '../plan/plan-containers.ts';
import type { AppPlan } from '../plan/plan-deployment.ts';
import { resolveEnvironment } from '../plan/resolve-environment.ts';

/** An app of the plan with what was there before and what is to be there. */
export interface AppWork {
  readonly plan: AppPlan;
  readonly change: AppChange;
  readonly previous: DesiredApp | undefined;
  readonly next: DesiredApp;
}

/** Where each app keeps large values, by the app's name. */
export type BlobPlaces = ReadonlyMap<string, BlobPlace>;

/** Decides what becomes of an app: its version, its containers, and what changes of it. */
export function prepareApp(
  plan: AppPlan,
  from: {
    plugin: PluginModel;
    before: DesiredPlugin | undefined;
    running: readonly ContainerStatus[];
    blobs: BlobPlaces;
    outdated: ReadonlySet<string>;
    context: { readonly ports: DeployerPorts; readonly settings: DeployerSettings };
  },
): AppWork {
  const { plugin, context } = from;
  const { settings, ports } = context;
  const app = plan.app.name;
  const previous = from.before?.apps.find((desired) => desired.broker.app === app);
  const running = from.running.filter(({ owner }) => owner.app === app);
  const version = nextVersion(previous, running);
  const identity = { instance: ports.desired.instance, plugin: plugin.name, app };
  const broker: AppBroker = {
    ...identity,
    queue: taskQueue({ ...identity, contract: plan.contract }),
    user: brokerUser(identity),
    password: previous?.broker.password ?? randomBytes(24).toString('base64url'),
  };
  const env = resolveEnvironment(plan.app, plugin.name, settings);
  const owner = { ...identity, version };
  const containers = planContainers(plan, {
    owner,
    broker,
    env,
    settings,
    blobs: from.blobs.get(app),
  });
  const found = compareApp(plan, containers, { desired: previous, running });
  const change: AppChange =
    from.outdated.has(app) && previous !== undefined
      ? { action: 'replace', reasons: [...new Set(['dependencies changed', ...found.reasons])] }
      : found;
  const { contract, image } = plan;
  const functions = plan.app.functions.map((found) => found.signature);
  const limits = toLimits(plan.app.container);
  const fresh = { version, broker, contract, functions, limits, image, containers };
  const kept = change.action === 'unchanged' && previous;
  return { plan, change, previous, next: kept ? { ...kept, functions, limits } : fresh };
}

function toLimits({ softTimeoutSeconds, timeoutSeconds }: ContainerSettings): TimeLimits {
  return {
    ...(softTimeoutSeconds !== undefined && { softSeconds: softTimeoutSeconds }),
    ...(timeoutSeconds !== undefined && { hardSeconds: timeoutSeconds }),
  };
}

/** One more than any version that is desired or still runs. */
function nextVersion(
  previous: DesiredApp | undefined,
  running: readonly ContainerStatus[],
): number {
  return 1 + Math.max(previous?.version ?? 0, ...running.map(({ owner }) => owner.version));
}

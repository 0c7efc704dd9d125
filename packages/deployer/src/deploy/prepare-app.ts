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
import { planReplicas, toScaling } from '../plan/plan-scaling.ts';
import { planTemplate } from '../plan/plan-template.ts';
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
  const version = nextVersion(app, { before: from.before, running });
  const identity = { instance: ports.desired.instance, plugin: plugin.name, app };
  const broker: AppBroker = {
    ...identity,
    queue: taskQueue({ ...identity, contract: plan.contract }),
    user: brokerUser(identity),
    password: previous?.broker.password ?? randomBytes(24).toString('base64url'),
  };
  const env = resolveEnvironment(plan.app, plugin.name, settings);
  const blobs = from.blobs.get(app);
  const owner = { ...identity, version };
  const { longestCallSeconds } = ports.broker;
  const parts = { owner, broker, env, settings, blobs, longestCallSeconds };
  const template = planTemplate(plan, parts);
  const found = compareApp(plan, template, { desired: previous, running });
  const change: AppChange =
    from.outdated.has(app) && previous !== undefined
      ? { action: 'replace', reasons: [...new Set(['dependencies changed', ...found.reasons])] }
      : found;
  const { contract, image } = plan;
  const fixed = previous?.fixedReplicas;
  const stopGraceMs = settings.stopGraceMs ?? previous?.stopGraceMs;
  const scaled = {
    functions: plan.app.functions.map((one) => one.signature),
    limits: toLimits(plan.app.container),
    scaling: toScaling(plan.app.container),
    ...(fixed !== undefined && { fixedReplicas: fixed }),
    ...(stopGraceMs !== undefined && { stopGraceMs }),
  };
  const replicas = planReplicas(scaled, previous);
  const kept = change.action !== 'create' && change.action !== 'replace' && previous;
  const next = kept
    ? { ...kept, ...scaled, replicas }
    : { version, broker, contract, image, template, ...scaled, replicas };
  return { plan, change, previous, next };
}

function toLimits({ softTimeoutSeconds, timeoutSeconds }: ContainerSettings): TimeLimits {
  return {
    ...(softTimeoutSeconds !== undefined && { softSeconds: softTimeoutSeconds }),
    ...(timeoutSeconds !== undefined && { hardSeconds: timeoutSeconds }),
  };
}

/** One more than any version of the app that is or was desired, or still runs. */
export function nextVersion(
  app: string,
  among: {
    readonly before: DesiredPlugin | undefined;
    readonly running: readonly ContainerStatus[];
  },
): number {
  const releases = among.before === undefined ? [] : [among.before, ...among.before.history];
  const known = releases.flatMap(({ apps }) =>
    apps.filter(({ broker }) => broker.app === app).map(({ version }) => version),
  );
  const seen = among.running.flatMap(({ owner }) => (owner.app === app ? [owner.version] : []));
  return 1 + Math.max(0, ...known, ...seen);
}

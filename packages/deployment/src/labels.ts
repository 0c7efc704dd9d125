import type { Owner } from './container-spec.ts';

/** Labels of everything that we make; what lacks `MANAGED_BY` is never touched. */
export const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'celeriac' } as const;

const KEYS = {
  instance: 'app.kubernetes.io/instance',
  plugin: 'app.kubernetes.io/part-of',
  app: 'app.kubernetes.io/name',
  version: 'app.kubernetes.io/version',
} as const;

/** The label that holds a container's spec hash. */
export const SPEC_HASH_LABEL = 'io.celeriac.spec-hash';

/** The label of a network that holds the `NetworkPolicy` of its containers as JSON. */
export const NETWORK_POLICY_LABEL = 'io.celeriac.network-policy';

/** The label of an image that holds the signatures of its functions as JSON. */
export const MANIFEST_LABEL = 'io.celeriac.manifest';

/** The label of an image that holds `LayerInputs` as JSON. */
export const LAYERS_LABEL = 'io.celeriac.layers';

/** Labels by which an owner's objects are found again; works for a part of an owner as well. */
export function toLabels(owner: Partial<Owner>): Record<string, string> {
  const labels: Record<string, string> = { ...MANAGED_BY };
  if (owner.instance !== undefined) labels[KEYS.instance] = owner.instance;
  if (owner.plugin !== undefined) labels[KEYS.plugin] = owner.plugin;
  if (owner.app !== undefined) labels[KEYS.app] = owner.app;
  if (owner.version !== undefined) labels[KEYS.version] = String(owner.version);
  return labels;
}

/** The owner that labels name, or `undefined` where they are not ours. */
export function fromLabels(labels: Readonly<Record<string, string>>): Owner | undefined {
  const instance = labels[KEYS.instance];
  const plugin = labels[KEYS.plugin];
  const app = labels[KEYS.app];
  const version = Number(labels[KEYS.version]);
  if (labels['app.kubernetes.io/managed-by'] !== 'celeriac') return undefined;
  if (instance === undefined || plugin === undefined || app === undefined) return undefined;
  return { instance, plugin, app, version: Number.isSafeInteger(version) ? version : 0 };
}

/** Whose an image is: versions and instances share images. `undefined` where the labels are not ours. */
export function fromImageLabels(
  labels: Readonly<Record<string, string>>,
): Pick<Owner, 'plugin' | 'app'> | undefined {
  const { [KEYS.plugin]: plugin, [KEYS.app]: app } = labels;
  if (labels['app.kubernetes.io/managed-by'] !== 'celeriac') return undefined;
  return plugin === undefined || app === undefined ? undefined : { plugin, app };
}

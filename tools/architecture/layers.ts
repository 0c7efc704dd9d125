/**
 * The layers, lowest first: a package imports from layers below its own. `python` lies outside the stack: it is read
 * as files by the apps and imports nothing.
 */
export const layers = ['model', 'parse', 'port', 'plan', 'adapter', 'flow', 'app'] as const;

export type Layer = (typeof layers)[number] | 'python';

/** What the architecture says of one package. */
export interface PackageRule {
  readonly layer: Layer;
  /** No Node API: usable in a browser or an editor. */
  readonly pure?: true;
  /** Packages beyond the layers below that it may import. */
  readonly also?: readonly string[];
  /** Third-party libraries that live here and nowhere else. */
  readonly homeOf?: readonly string[];
}

/** Every package of the workspace; a new package begins with a line here. */
export const packageRules: Readonly<Record<string, PackageRule>> = {
  diagnostic: { layer: 'model', pure: true },
  signature: { layer: 'model', pure: true, also: ['diagnostic'], homeOf: ['@noble/hashes'] },
  dataframe: { layer: 'model', pure: true, also: ['signature'], homeOf: ['apache-arrow'] },
  annotations: { layer: 'parse', pure: true, homeOf: ['chevrotain'] },
  plugin: {
    layer: 'parse',
    also: ['annotations'],
    homeOf: ['ignore', 'jsonc-parser', 'smol-toml', 'yaml'],
  },
  deployment: { layer: 'port', pure: true },
  codegen: { layer: 'plan', pure: true },
  engine: { layer: 'adapter', homeOf: ['dockerode'] },
  'image-builder': { layer: 'adapter', also: ['engine'], homeOf: ['tar-stream'] },
  spawner: { layer: 'adapter', also: ['engine'] },
  broker: { layer: 'adapter', homeOf: ['@opentelemetry/api', 'amqplib'] },
  'embedded-broker': { layer: 'adapter' },
  local: { layer: 'adapter', also: ['state'] },
  state: { layer: 'adapter', homeOf: ['write-file-atomic'] },
  catalog: { layer: 'adapter', also: ['state'] },
  'blob-store': { layer: 'adapter', also: ['state'], homeOf: ['aws4fetch'] },
  deployer: { layer: 'flow' },
  functions: { layer: 'flow', also: ['blob-store', 'broker', 'catalog', 'state'] },
  cli: { layer: 'app', homeOf: ['commander'] },
  worker: { layer: 'python' },
};

/** The layers a package may import as a whole. Flows work over ports: an adapter is theirs only when named in `also`. */
export function layersBelow(layer: Layer): readonly Layer[] {
  if (layer === 'python') return [];
  const below: Layer[] = layers.slice(0, layers.indexOf(layer));
  if (layer === 'flow') return below.filter((other) => other !== 'adapter');
  return layer === 'app' ? [...below, 'python'] : below;
}

/** Whether package `from` may import package `to`. */
export function mayImport(from: string, to: string): boolean {
  const source = packageRules[from];
  const target = packageRules[to];
  if (source === undefined || target === undefined) return false;
  return layersBelow(source.layer).includes(target.layer) || (source.also ?? []).includes(to);
}

/** The package that a third-party library belongs to. */
export function homeOf(library: string): string | undefined {
  return Object.keys(packageRules).find((name) => packageRules[name]?.homeOf?.includes(library));
}

import type { DeployerPorts } from '@celeriac/deployer';
import type { Engine } from '@celeriac/engine';

/** What changes something on an engine; spawner and image builder change nothing else. */
const ENGINE_EFFECTS: Readonly<Partial<Record<keyof Engine, readonly string[]>>> = {
  containers: ['create', 'start', 'stop', 'kill', 'remove'],
  images: ['remove'],
  networks: ['create', 'remove'],
  volumes: ['create', 'remove'],
};

/** What changes something elsewhere, by port; all else only looks. */
const EFFECTS: Readonly<Partial<Record<keyof DeployerPorts, readonly string[]>>> = {
  broker: [
    'ensureTopology',
    'ensureApp',
    'answerWaiting',
    'endCalls',
    'removeQueue',
    'removeUser',
    'removePlugin',
    'removeTopology',
  ],
  catalog: ['write', 'remove'],
  desired: ['write', 'remove'],
  blobs: ['prepare', 'remove'],
  locks: ['write'],
};

type Method = (...args: unknown[]) => Promise<unknown>;

/** Told of a side effect when it has happened, by its name. */
export type OnEffect = (name: string) => void;

/** Wraps an engine so that each of its side effects is told. */
export function countEngineEffects(engine: Engine, onEffect: OnEffect): Engine {
  return { ...engine, ...wrapParts(engine, ENGINE_EFFECTS, { onEffect, prefix: 'engine.' }) };
}

/** Wraps ports so that each side effect elsewhere than on an engine is told. */
export function countEffects(ports: DeployerPorts, onEffect: OnEffect): DeployerPorts {
  const all = { ...ports, ...wrapParts(ports, EFFECTS, { onEffect, prefix: '' }) };
  const methods = ['write', 'remove'];
  const told = { name: 'undertakings', onEffect };
  return {
    ...all,
    desired: { ...all.desired, undertakings: wrap(ports.desired.undertakings, methods, told) },
  };
}

function wrapParts<T extends object>(
  of: T,
  effects: Readonly<Partial<Record<keyof T, readonly string[]>>>,
  { onEffect, prefix }: { readonly onEffect: OnEffect; readonly prefix: string },
): Partial<T> {
  const names = Object.keys(effects) as (keyof T & string)[];
  const entries = names.map((name) => {
    const told = { name: prefix + name, onEffect };
    return [name, wrap(of[name] as object, effects[name] ?? [], told)] as const;
  });
  return Object.fromEntries(entries) as Partial<T>;
}

function wrap<T extends object>(
  of: T,
  methods: readonly string[],
  { name, onEffect }: { readonly name: string; readonly onEffect: OnEffect },
): T {
  const wrapped = methods.flatMap((method) => {
    const does = (of as Record<string, Method | undefined>)[method];
    if (does === undefined) return [];
    const told: Method = async (...args) => {
      const result = await does.apply(of, args);
      onEffect(`${name}.${method}${toSubject(args[0])}`);
      return result;
    };
    return [[method, told] as const];
  });
  return { ...of, ...Object.fromEntries(wrapped) };
}

/** Which of two kinds of containers a `create` is about: a worker's, or one that sets the machine's rules. */
function toSubject(config: unknown): string {
  const { name, image } = Object(config) as { readonly name?: string; readonly image?: string };
  if (name === undefined || image === undefined) return '';
  return name.startsWith('celeriac-host-') ? ' (host script)' : ' (worker)';
}

import type { DeployerPorts } from '@celeriac/deployer';

/** What changes something outside of the process, by port; all else only looks. */
const EFFECTS: Readonly<Partial<Record<keyof DeployerPorts, readonly string[]>>> = {
  spawner: ['start', 'stop', 'remove', 'sweep'],
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
  builder: ['remove'],
  locks: ['write'],
};

type Method = (...args: unknown[]) => Promise<unknown>;

/** Wraps ports so that `onEffect` is told of each side effect when it has happened, and by which name. */
export function countEffects(
  ports: DeployerPorts,
  onEffect: (name: string) => void,
): DeployerPorts {
  const wrap = <T extends object>(of: T, port: string, methods: readonly string[]): T => {
    const wrapped = methods.flatMap((method) => {
      const does = (of as Record<string, Method | undefined>)[method];
      if (does === undefined) return [];
      const told: Method = async (...args) => {
        const result = await does.apply(of, args);
        onEffect(`${port}.${method}`);
        return result;
      };
      return [[method, told] as const];
    });
    return { ...of, ...Object.fromEntries(wrapped) };
  };
  const entries = Object.entries(ports).map(([port, value]) => [
    port,
    wrap(value as object, port, EFFECTS[port as keyof DeployerPorts] ?? []),
  ]);
  const all = Object.fromEntries(entries) as DeployerPorts;
  const undertakings = wrap(ports.desired.undertakings, 'undertakings', ['write', 'remove']);
  return { ...all, desired: { ...all.desired, undertakings } };
}

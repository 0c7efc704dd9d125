import { beforeEach, expect, test } from 'vitest';
import { SpawnError } from '../spawn-error.ts';
import { createNetworkCloser, type NetworkCloser } from './close-network.ts';

const network = { id: 'n1', bridge: 'cel-1' };
const other = { id: 'n2', bridge: 'cel-2' };
const of = (kind: 'internet' | 'broker', port = 5672) => ({
  policy: { kind, services: [] },
  resolved: { allowed: [{ address: '10.0.0.1', port }], hosts: [] },
  range: '10.213.0.0/16',
});

let nowMs: number;
let runs: string[];
let failure: Error | undefined;
let closer: NetworkCloser;
beforeEach(() => {
  nowMs = 1_000;
  runs = [];
  failure = undefined;
  closer = createNetworkCloser(
    async (plans) => {
      runs.push(plans.map(({ bridge }) => bridge).join());
      if (failure !== undefined) throw failure;
    },
    () => nowMs,
  );
});

test('a network that was closed is taken to be so for a while, under the same rules', async () => {
  await closer.close(network, of('internet'));
  nowMs += 89_000;
  await closer.close(network, of('internet'));
  expect(runs).toHaveLength(1);
  await closer.close(network, of('internet', 5673));
  expect(runs).toHaveLength(2);
  nowMs += 91_000;
  await closer.close(network, of('internet', 5673));
  expect(runs).toHaveLength(3);
});

test('what was seen to be closed stays trusted, what was not is closed again', async () => {
  await closer.close(network, of('internet'));
  await closer.close(other, of('internet'));
  for (let look = 0; look < 10; look++) {
    nowMs += 60_000;
    closer.sawClosed(new Set([network.bridge]));
  }
  await closer.close(network, of('internet'));
  expect(runs).toEqual(['cel-1', 'cel-2']);
  await closer.close(other, of('internet'));
  expect(runs).toEqual(['cel-1', 'cel-2', 'cel-2']);
});

test('a look that comes when trust is over brings none back', async () => {
  await closer.close(network, of('internet'));
  nowMs += 91_000;
  closer.sawClosed(new Set([network.bridge]));
  await closer.close(network, of('internet'));
  expect(runs).toHaveLength(2);
});

test('one that is known to be open is closed at once, and a refusal is told', async () => {
  await closer.close(network, of('internet'));
  await closer.close(network, { ...of('internet'), isOpen: true });
  expect(runs).toHaveLength(2);
  failure = new SpawnError('NETWORK_OPEN', 'no iptables');
  await expect(closer.close(network, { ...of('internet'), isOpen: true })).rejects.toThrow('no ip');
});

test('a refusal is an error where the policy cannot be kept without rules, and tried again', async () => {
  failure = new SpawnError('NETWORK_OPEN', 'no iptables');
  await closer.close(network, of('internet'));
  await expect(closer.close(other, of('broker'))).rejects.toMatchObject({ code: 'NETWORK_OPEN' });
  failure = undefined;
  await closer.close(other, of('broker'));
  await closer.close(network, of('internet'));
  expect(runs).toEqual(['cel-1', 'cel-2', 'cel-2', 'cel-1']);
});

import { parseContainer } from '@celeriac/plugin';
import { expect, test } from 'vitest';
import { planReplicas, toScaling } from '../plan/plan-scaling.ts';
import { decideReplicas, type Demand } from './decide-replicas.ts';

const quiet: Demand = { isCalled: false, backlog: 0, peak: 0, idleMs: 0 };
const HOUR = 3_600_000;

function decide(json: object, replicas: number, demand: Partial<Demand>, fixed?: number): number {
  const { value } = parseContainer(JSON.stringify(json), { file: 'container.json' });
  const app = {
    scaling: toScaling(value),
    replicas,
    ...(fixed !== undefined && { fixedReplicas: fixed }),
  };
  return decideReplicas(app as never, { ...quiet, ...demand });
}

test.each<[string, object, number, Partial<Demand>, number]>([
  ['runs whether it is called or not', {}, 1, { idleMs: HOUR }, 1],
  ['is started where it should run and does not', {}, 0, {}, 1],
  ['sleeps until it is called', { on_demand: true }, 0, { idleMs: HOUR }, 0],
  ['wakes by a call', { on_demand: true }, 0, { isCalled: true }, 1],
  ['stays awake where it says no time', { on_demand: true }, 1, { idleMs: HOUR }, 1],
  ['falls asleep after its time', { shutdown_timeout: 5 }, 1, { idleMs: 300_000 }, 0],
  ['does not before', { shutdown_timeout: 5 }, 1, { idleMs: 299_000 }, 1],
  [
    'an old word of a call keeps none awake',
    { shutdown_timeout: 5 },
    1,
    { isCalled: true, idleMs: 300_000 },
    0,
  ],
  [
    'keeps what is to stay warm',
    { on_demand: true, warm: 2, replicas: { min: 1, max: 4 } },
    0,
    {},
    2,
  ],
  [
    'wakes to its least',
    { on_demand: true, replicas: { min: 2, max: 4 } },
    0,
    { isCalled: true },
    2,
  ],
  [
    'grows with what waits',
    { replicas: { min: 1, max: 4 }, concurrency: 2 },
    1,
    { backlog: 5, peak: 5 },
    3,
  ],
  [
    'within its bounds',
    { replicas: { min: 1, max: 4 }, concurrency: 2 },
    1,
    { backlog: 99, peak: 99 },
    4,
  ],
  [
    'does not grow by one look',
    { replicas: { min: 1, max: 4 }, concurrency: 2 },
    1,
    { peak: 99 },
    1,
  ],
  [
    'does not shrink by one look',
    { replicas: { min: 1, max: 4 }, concurrency: 2 },
    4,
    { peak: 8 },
    4,
  ],
  [
    'shrinks after a quiet minute',
    { replicas: { min: 1, max: 4 }, concurrency: 2 },
    4,
    { peak: 3 },
    2,
  ],
  [
    'a least of none sleeps after five minutes',
    { replicas: { min: 0, max: 4 } },
    2,
    { idleMs: 300_000 },
    0,
  ],
])('an app %s', (_, json, replicas, demand, expected) => {
  expect(decide(json, replicas, demand)).toBe(expected);
});

test('what is set by hand goes before container.json', () => {
  expect(decide({ on_demand: true }, 0, {}, 3)).toBe(3);
  expect(decide({ replicas: { min: 2, max: 4 } }, 2, { backlog: 99, peak: 99 }, 1)).toBe(1);
  expect(decide({}, 0, { idleMs: HOUR }, 0)).toBe(0);
  expect(decide({}, 0, { isCalled: true }, 0)).toBe(1);
});

test.each<[object, number | undefined, number]>([
  [{}, undefined, 1],
  [{ on_demand: true }, undefined, 0],
  [{ shutdown_timeout: 5 }, undefined, 1],
  [{ shutdown_timeout: 5 }, 0, 0],
  [{ replicas: { min: 0, max: 3 } }, undefined, 0],
  [{ replicas: { min: 2, max: 5 } }, 4, 4],
  [{ replicas: { min: 2, max: 3 } }, 4, 3],
  [{ on_demand: true, warm: 1 }, undefined, 1],
])('a deploy of %j after %s containers has %d', (json, before, expected) => {
  const { value } = parseContainer(JSON.stringify(json), { file: 'container.json' });
  const scaling = toScaling(value);
  const previous = before === undefined ? undefined : { scaling, replicas: before };
  expect(planReplicas({ scaling }, previous as never)).toBe(expected);
});

import { expect, test } from 'vitest';
import { CallTimes } from './call-times.ts';
import { type AppStanding, renderDevStatus } from './render-dev-status.ts';

const app = (name: string): AppStanding => ({
  ...{ app: name, state: 'ready', functions: 2, running: 1, waiting: 0 },
});
const textsOf = (apps: readonly AppStanding[], times: CallTimes, rows = 24): readonly string[] =>
  renderDevStatus({ plugin: 'Demo', apps, calls: times.list() }, { columns: 80, rows }).map(
    (line) => line.map(({ text }) => text).join(''),
  );

test('an app tells its calls, and of the functions that were called lately how long they took', () => {
  const times = new CallTimes();
  for (const ms of [1, 9, 2]) times.add({ app: 'calc', name: 'Demo:add', ms, ok: true });
  times.add({ app: 'calc', name: 'Demo:withdraw', ms: 4, ok: false });
  expect(textsOf([app('calc'), { ...app('stats'), state: 'failing', waiting: 7 }], times)).toEqual([
    '── Demo Ctrl-C ends it ',
    '   calc ready · 2 functions · 1 running · 4 done · 1 failed',
    '     Demo:withdraw 1× · p50 4.0 ms · last 4.0 ms · 1 failed',
    '     Demo:add      3× · p50 2.0 ms · last 2.0 ms',
    '   stats failing · 2 functions · 1 running · 7 waiting · 0 done',
  ]);
});

test('a low terminal keeps most of its rows for what is said', () => {
  const times = new CallTimes();
  for (const name of ['a', 'b', 'c', 'd'])
    times.add({ app: 'one', name: `Demo:${name}`, ms: 1, ok: true });
  const shown = textsOf([app('one'), app('two'), app('three')], times, 10);
  expect(shown).toHaveLength(4);
  expect(textsOf([app('one')], times, 10)).toHaveLength(4);
  expect(textsOf([app('one'), app('two'), app('three')], times, 5)[0]).toContain('2 more apps');
});

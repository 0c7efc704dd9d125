import { setTimeout as sleep } from 'node:timers/promises';
import { type OwnBroker, startOwnBroker } from '../../faults/index.ts';
import type { Measurement, Target } from '../bench-row.ts';
import { startEchoFloor } from '../call/echo-floor.ts';
import { keepInFlight, type RoundShape } from '../call/keep-in-flight.ts';
import { type RoundEntry, runRound } from '../call/run-round.ts';
import { median } from '../median.ts';
import type { SuiteContext } from '../suites.ts';
import { openNoopApp } from './open-noop-app.ts';

const kinds = ['embedded', 'rabbitmq'] as const satisfies readonly OwnBroker['kind'][];
const ways = ['echo', 'call'] as const;
type Way = (typeof ways)[number];
type Entries = Record<Way, RoundEntry[]>;

const shapes: Readonly<Record<Way, readonly RoundShape[]>> = {
  echo: [
    { inFlight: 1, calls: 1_000 },
    { inFlight: 1_000, calls: 10_000 },
  ],
  call: [
    { inFlight: 1, calls: 300 },
    { inFlight: 64, calls: 1_000 },
  ],
};
const rounds = 5;
/** After what went before, so that neither broker still tidies up when the other is measured. */
const pauseMs = 300;

interface RowPlan {
  readonly name: string;
  readonly way: Way;
  readonly inFlight: number;
  readonly figure: keyof RoundEntry;
  readonly unit: string;
  readonly target?: Target;
}

const plans: readonly RowPlan[] = [
  {
    ...{ name: 'echo, one at a time, p50', way: 'echo', inFlight: 1, figure: 'p50Ms', unit: 'ms' },
    target: { of: 'ratio', atMost: 1 },
  },
  {
    ...{ name: 'echo, 1,000 in flight', way: 'echo', inFlight: 1_000, figure: 'callsPerSecond' },
    ...{ unit: 'calls/s', target: { of: 'ratio', atLeast: 1 } },
  },
  {
    ...{ name: 'broker CPU per echo', way: 'echo', inFlight: 1_000, figure: 'brokerCpuMsPerCall' },
    unit: 'ms',
  },
  {
    ...{ name: 'no-op call, p50', way: 'call', inFlight: 1, figure: 'p50Ms', unit: 'ms' },
    target: { of: 'ratio', atMost: 1 },
  },
  {
    ...{ name: 'no-op calls, 64 in flight', way: 'call', inFlight: 64, figure: 'callsPerSecond' },
    unit: 'calls/s',
  },
];

/**
 * How fast the embedded broker is beside RabbitMQ: an echo through amqplib, and a no-op call of a real
 * worker. Each has a process of its own, the same queues (quorum), the same worker and the same client;
 * both are up at once and are measured in turn, in another order each round. Figures are medians.
 */
export async function measureEmbeddedBroker({
  log,
  signal,
}: Pick<SuiteContext, 'log' | 'signal'>): Promise<readonly Measurement[]> {
  await using made = new AsyncDisposableStack();
  const sides = new Map<OwnBroker['kind'], Awaited<ReturnType<typeof openSide>>>();
  for (const kind of kinds) {
    log(`starting the ${kind} broker, an echo and a worker`);
    sides.set(kind, await openSide(kind, made));
  }
  for (let round = 0; round < rounds; round++)
    for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
      await sides.get(kind)!.measure(signal);
      log(`round ${round + 1}, ${kind}`);
    }
  const entries = (kind: OwnBroker['kind']): Entries => sides.get(kind)!.entries;
  return plans.map(({ name, unit, target, ...plan }) => ({
    ...{ name: `${name}; peer is RabbitMQ`, unit },
    value: medianOf(entries('embedded'), plan),
    peer: medianOf(entries('rabbitmq'), plan),
    ...(target !== undefined && { target }),
  }));
}

async function openSide(kind: OwnBroker['kind'], made: AsyncDisposableStack) {
  const broker = made.use(await startOwnBroker(kind));
  const echo = made.use(await startEchoFloor(broker.url));
  const app = made.use(await openNoopApp(broker));
  const calls = { echo: echo.call, call: app.call };
  const entries: Entries = { echo: [], call: [] };
  await keepInFlight(echo.call, { inFlight: 1_000, calls: 10_000 });
  await keepInFlight(app.call, { inFlight: 64, calls: 500 });
  const measure = async (signal: AbortSignal): Promise<void> => {
    for (const way of ways)
      for (const shape of shapes[way]) {
        await sleep(pauseMs, undefined, { signal });
        const side = { run: (of: RoundShape) => keepInFlight(calls[way], of), workers: [] };
        entries[way].push(await runRound(side, shape, broker.process.pid));
      }
  };
  return { entries, measure };
}

function medianOf(entries: Entries, plan: Pick<RowPlan, 'way' | 'inFlight' | 'figure'>): number {
  const own = entries[plan.way].filter(({ inFlight }) => inFlight === plan.inFlight);
  return median(own.map((entry) => entry[plan.figure]));
}

import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectBroker } from '@celeriac/broker';
import { type OwnBroker, openRig, type Rig, type RigOptions } from '../faults/index.ts';
import { faultKinds, listFaults, type NoteCalls } from './fault-kinds.ts';
import { countLosses } from './fault-losses.ts';
import { compareLedgers, parseLedger, type ClientRecord, type LedgerVerdict } from './ledger.ts';
import { makeCall } from './make-call.ts';
import { planCall } from './plan-call.ts';
import { createRandom, type Random } from './random.ts';
import { createMalformedSender, type MalformedSender } from './send-malformed.ts';
import { tapReplies } from './tap-replies.ts';

/** How much is called and harmed. */
export interface SoakOptions extends Pick<
  RigOptions,
  'broker' | 'workerKind' | 'rabbitMqRoot' | 'requirements'
> {
  readonly calls: number;
  /** How many are drawn; or which there are, in order. */
  readonly faults: number | readonly string[];
  /** The same seed gives the same calls and faults; what meets what is a matter of time. */
  readonly seed: number;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What a soak found. */
export interface SoakReport extends LedgerVerdict {
  readonly broker: OwnBroker['kind'];
  readonly workers: 'local' | 'kit';
  readonly seed: number;
  /** Among `calls`: those that a client made before it was killed, and that the next one asked for. */
  readonly callsOfKilledClients: number;
  readonly faults: number;
  /** Which faults there were, in order. */
  readonly faultNames: readonly string[];
  /** The most reruns that the faults explain: calls that slots lost, and that the client sent again. */
  readonly idempotentRerunsAllowed: number;
  /** Replies that came for calls that had theirs. */
  readonly repliesDropped: number;
  readonly malformed: number;
  readonly malformedUnanswered: readonly string[];
  readonly workerEnds: number;
  readonly seconds: number;
  readonly holds: boolean;
}

const WORKERS = 2;
const CONCURRENCY = 2;
const IN_FLIGHT = 48;
const SETTLE_LIMIT_MS = 90_000;

/** Calls a rig while it is harmed, and compares what callers were told with what functions did. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { broker = 'rabbitmq', workerKind, rabbitMqRoot, requirements } = options;
  const { calls, faults, seed, log, signal } = options;
  const began = performance.now();
  await using rig = await openRig({
    ...{ broker, workerKind, rabbitMqRoot, requirements },
    workers: WORKERS,
    concurrency: CONCURRENCY,
  });
  log(`calling; workers write to ${rig.app.directory}`);
  const clientName = `soak-${rig.app.broker.instance}`;
  const connecting = { url: rig.clientUrl, clientName, heartbeatSeconds: 3 };
  await using client = await connectBroker(connecting);
  await using tap = await tapReplies({
    ...{ url: rig.broker.url, replyQueue: `celeriac.reply.${clientName}` },
    trustedUsers: [rig.app.broker.user, 'celeriac'],
  });
  const malformed = await createMalformedSender(rig);
  // A power cut before the broker has written which queues there are would leave some that nobody can use.
  if (rig.broker.kind === 'rabbitmq') await rig.broker.flush();
  const random = createRandom(seed);
  const names =
    typeof faults === 'number' ? random.draw(listFaults(broker, workerKind), faults) : faults;
  const records: ClientRecord[] = [];
  const ofKilled: ClientRecord[] = [];

  let planned = 0;
  const callUntil = async (last: number): Promise<void> => {
    while (planned < last && !signal.aborted)
      records.push(await makeCall({ client, app: rig.app }, planCall(planned++, seed)));
  };
  const lanesUntil = (last: number): Promise<unknown> =>
    Promise.all(Array.from({ length: IN_FLIGHT }, () => callUntil(last)));
  for (const [index, name] of names.entries()) {
    // Calls go on all through the fault, and some come after it.
    const calling = lanesUntil(Math.round(((index + 1) * calls) / (names.length + 1)));
    await harm(name, { rig, random, malformed, log, note: (told) => void ofKilled.push(...told) });
    await calling;
    log(`${records.length} calls, ${elapsed(began)} s`);
    signal.throwIfAborted();
  }
  await lanesUntil(calls);
  signal.throwIfAborted();
  const malformedUnanswered = await settle(rig, malformed);
  await tap.readAll();
  const { dropped, resent } = client.stats();
  const ledger = parseLedger(await readFile(rig.ledgerFile, 'utf8'));
  const verdict = compareLedgers([...records, ...ofKilled], ledger, tap.ends);
  const slots = { workers: WORKERS, processes: CONCURRENCY };
  const losses = countLosses(names, slots);
  const idempotentRerunsAllowed = losses + resent;
  return {
    callsOfKilledClients: ofKilled.length,
    ...{
      broker,
      workers: workerKind ?? 'kit',
      seed,
      ...verdict,
      faults: names.length,
      faultNames: names,
      idempotentRerunsAllowed,
    },
    repliesDropped: dropped.unmatched,
    malformed: malformed.sent,
    malformedUnanswered,
    workerEnds: rig.workers.ends.length,
    seconds: elapsed(began),
    holds:
      records.length === calls &&
      isSpotless(verdict) &&
      verdict.idempotentReruns <= idempotentRerunsAllowed &&
      verdict.sentTwoEnds <= losses &&
      malformedUnanswered.length === 0,
  };
}

async function harm(
  name: string,
  on: {
    readonly rig: Rig;
    readonly random: Random;
    readonly malformed: MalformedSender;
    readonly log: (line: string) => void;
    readonly note: NoteCalls;
  },
): Promise<void> {
  // The broker may be away for these, and then they are not sent.
  await on.malformed.send().catch(() => undefined);
  await sleep(on.random.between(0, 1_000));
  const began = performance.now();
  await faultKinds[name]!(on.rig, on.random, on.note);
  on.log(`${name}: ${elapsed(began)} s`);
}

/** Waits until the queue is empty, so that whatever would run again has done so. */
async function settle(rig: Rig, malformed: MalformedSender): Promise<readonly string[]> {
  const deadline = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const queue = await rig.admin.queueStatus(rig.app.broker.queue).catch(() => undefined);
    const unanswered = await malformed.findUnanswered().catch(() => ['not known']);
    const isQuiet = queue?.ready === 0 && queue.unacknowledged === 0 && unanswered.length === 0;
    if (isQuiet || performance.now() > deadline) return unanswered;
    await sleep(500);
  }
}

function isSpotless(verdict: LedgerVerdict): boolean {
  const { unanswered, answeredTwice, toldOther, ranTwice, wrongValues, deniedButRan } = verdict;
  const faulty = [unanswered, answeredTwice, toldOther, ranTwice, wrongValues, deniedButRan];
  return faulty.every((count) => count === 0);
}

function elapsed(beganMs: number): number {
  return Math.round((performance.now() - beganMs) / 100) / 10;
}

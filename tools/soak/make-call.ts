import { setTimeout as sleep } from 'node:timers/promises';
import { type BrokerClient, type BrokerError, TaskFailure } from '@celeriac/broker';
import { taskName } from '@celeriac/deployment';
import type { LoadedApp } from '../faults/index.ts';
import type { ClientRecord } from './ledger.ts';
import { isInHaste, isRightValue, type PlannedCall } from './plan-call.ts';
import { callId } from './tap-replies.ts';

/** How much longer than its own limit a call may take before it counts as unanswered. */
const SLACK_MS = 15_000;
/** After a call that failed for the broker, so that an outage is not met with all calls that are left. */
const PAUSE_MS = 100;

/** Makes one call and notes how it ends; resolves when it has, or when it is too late for that. */
export async function makeCall(
  { client, app }: { readonly client: BrokerClient; readonly app: LoadedApp },
  plan: PlannedCall,
): Promise<ClientRecord> {
  const record: ClientRecord = { call: plan.call, function: plan.function, answers: 0 };
  const pending = client.call(
    {
      id: callId(plan.call),
      idempotent: plan.function === 'again',
      task: taskName(app.plugin, plan.function),
      queue: app.broker.queue,
      contract: app.contract,
      kwargs: plan.kwargs,
      trustedUsers: [app.broker.user, 'celeriac'],
    },
    { timeoutMs: plan.timeoutMs },
  );
  const settled = pending.result.then(
    (value) => {
      record.answers++;
      record.isRight = isRightValue(plan, value);
      record.reply = 'value';
    },
    (error: BrokerError | TaskFailure) => {
      // Our own clock is no answer to a call that had time enough for every fault.
      if (error.code !== 'TIMED_OUT' || isInHaste(plan)) record.answers++;
      record.code = error.code;
      if (error instanceof TaskFailure) record.reply = error.code;
      record.maybeExecuted = error.maybeExecuted;
    },
  );
  const giveUp =
    plan.cancelAfterMs === undefined
      ? undefined
      : setTimeout(() => pending.cancel({ reason: 'the caller has left' }), plan.cancelAfterMs);
  const late = new AbortController();
  await Promise.race([
    settled,
    sleep(plan.timeoutMs + SLACK_MS, undefined, { signal: late.signal }).catch(() => undefined),
  ]);
  late.abort();
  clearTimeout(giveUp);
  if (record.code !== undefined && record.code !== 'TASK_FAILED' && record.code !== 'CANCELLED')
    await sleep(PAUSE_MS);
  return record;
}

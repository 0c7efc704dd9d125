import { setTimeout as sleep } from 'node:timers/promises';
import type { BrokerClient, BrokerError, TaskFailure } from '@celeriac/broker';
import { taskName } from '@celeriac/deployment';
import type { LoadedApp } from '../faults/index.ts';
import type { ClientRecord } from './ledger.ts';
import { isRightValue, type PlannedCall } from './plan-call.ts';

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
    },
    (error: BrokerError | TaskFailure) => {
      record.answers++;
      record.code = error.code;
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

import type { Reply, ReplyFailure } from '@celeriac/deployment';
import { BrokerError } from '../broker-error.ts';
import { TaskFailure, type TaskFailureCode } from '../task-failure.ts';
import type { CallState } from './task-request.ts';

/** Reads a reply; `undefined` where it is none. */
export function parseReply(content: Buffer): Reply | undefined {
  let reply: Partial<Reply> | null;
  try {
    reply = JSON.parse(content.toString()) as Partial<Reply> | null;
  } catch {
    return undefined;
  }
  if (typeof reply !== 'object' || reply === null) return undefined;
  if (reply.kind === 'result') return 'value' in reply ? (reply as Reply) : undefined;
  if (reply.kind === 'started')
    return typeof reply.worker === 'string' ? (reply as Reply) : undefined;
  if (reply.kind !== 'failure') return undefined;
  const failure = reply.failure as Partial<ReplyFailure> | undefined;
  return typeof failure?.code === 'string' && typeof failure.message === 'string'
    ? (reply as Reply)
    : undefined;
}

/** The call that a failure is the answer of. */
export interface AnsweredCall {
  readonly id: string;
  readonly task: string;
  readonly queue: string;
  /** Whether its worker was to tell that it began. */
  readonly events: boolean;
  readonly state: CallState;
}

/** A failure that tells of the transport (stopped, expired) as such, any other as `TaskFailure`. */
export function toReplyError(failure: ReplyFailure, call: AnsweredCall): BrokerError | TaskFailure {
  const { id, task, queue } = call;
  const began = call.state === 'started';
  const facts = { callId: id, task, queue, phase: began ? 'started' : 'queued' } as const;
  if (failure.code === 'APP_STOPPED')
    return new BrokerError('APP_STOPPED', `${task} was not run: ${failure.message}`, {
      ...facts,
      maybeExecuted: began,
      remedy: 'Deploy the plugin again, then repeat the call.',
    });
  if (failure.code === 'EXPIRED')
    return new BrokerError('TIMED_OUT', `${task} was not run in time: ${failure.message}`, {
      ...facts,
      // A worker may have been lost with it before; only events tell that none began.
      maybeExecuted: began || !call.events,
      remedy: 'Look whether the app runs, or give the call more time.',
    });
  return new TaskFailure({ ...failure, code: failure.code satisfies TaskFailureCode }, call);
}

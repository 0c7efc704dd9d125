import { BrokerError, type BrokerErrorFacts } from '../broker-error.ts';
import type { QueueLook } from '../connection/queue-look.ts';
import { CALL_EVENTS } from '@celeriac/deployment';
import type { TaskCall } from './task-call.ts';

/** The call's time is over; says where it was then, as far as that can be known. */
export function timedOut(call: TaskCall, look: QueueLook | undefined): BrokerError {
  const { task, queue } = call.request;
  const within = `${task} was not answered within ${call.timeoutMs / 1_000} s`;
  if (call.state === 'waiting')
    return new BrokerError('TIMED_OUT', `${within}: it waited in this client for room in flight.`, {
      ...factsOf(call, call.sent > 0),
      remedy: 'Raise maxInFlight, or make fewer calls at once.',
    });
  if (call.state === 'started')
    return new BrokerError('TIMED_OUT', `${within}: the worker "${call.worker}" runs it.`, {
      ...factsOf(call, true),
      remedy: 'Give the call more time, or the function less to do.',
    });
  const facts = {
    // Who tells that it began, and has no worker any more, did not begin.
    ...factsOf(call, !(tellsStart(call) && look?.consumers === 0)),
    ...(look && { consumers: look.consumers, waiting: look.waiting }),
  };
  if (look === undefined)
    return new BrokerError(
      'TIMED_OUT',
      `${within}, and nothing is known of its queue "${queue}".`,
      {
        ...facts,
        remedy: 'Look whether the app is deployed and the broker runs.',
      },
    );
  if (look.isGone)
    return new BrokerError('TIMED_OUT', `${within}: its queue "${queue}" was removed meanwhile.`, {
      ...facts,
      remedy: 'Deploy the plugin again, or look who removed the queue.',
    });
  if (look.consumers === 0 && call.state === 'starting')
    return new BrokerError('TIMED_OUT', `${within}: its app was started for it and is not up.`, {
      ...facts,
      remedy: 'Give the call more time, or look why the app does not come up: celeriac ps.',
    });
  if (look.consumers === 0)
    return new BrokerError('TIMED_OUT', `${within}: no worker consumes its queue "${queue}".`, {
      ...facts,
      remedy: 'Start the app, or look why its container does not run.',
    });
  const told = tellsStart(call) ? 'no worker said that it began' : 'whether it began is not told';
  return new BrokerError(
    'TIMED_OUT',
    `${within}: ${told}; ${count(look.consumers, 'consumer')} and ${count(look.waiting, 'waiting call')} at its queue "${queue}".`,
    { ...facts, remedy: 'Give the call more time, or the app more workers.' },
  );
}

/** The caller gave the call up. */
export function cancelled(call: TaskCall, reason: unknown): BrokerError {
  const where = {
    waiting: 'before it was sent',
    queued: tellsStart(call)
      ? 'while it was queued'
      : 'after it was sent; whether it began is not told',
    starting: 'while its app was started',
    started: 'while it ran',
    done: 'when it was over',
  }[call.state];
  return new BrokerError('CANCELLED', `${call.request.task} was cancelled ${where}.`, {
    ...factsOf(call, call.sent > 0),
    cause: reason,
  });
}

/** The broker returned the call: there is no such queue. */
export function appStopped(call: TaskCall): BrokerError {
  const { task, queue } = call.request;
  return new BrokerError('APP_STOPPED', `${task} was not run: its queue "${queue}" is gone.`, {
    // The first time it may have found its queue.
    ...factsOf(call, call.sent > 1),
    remedy: 'Deploy the plugin again; where it was just deployed, read the catalog again.',
  });
}

/** The queue that the call was in was removed; a worker that had taken it would have said so. */
export function queueGone(call: TaskCall): BrokerError {
  const { task, queue } = call.request;
  return new BrokerError('QUEUE_GONE', `${task} is lost: its queue "${queue}" was removed.`, {
    // A worker that was cut off just then cannot say that it has it.
    ...factsOf(call, true),
    remedy: 'Look who removed the queue; celeriac serve makes it again, and so does a deploy.',
  });
}

/** The broker did not take the call. */
export function queueFull(call: TaskCall): BrokerError {
  const { task, queue } = call.request;
  return new BrokerError('QUEUE_FULL', `${task} was not taken: its queue "${queue}" is full.`, {
    ...factsOf(call, call.sent > 1),
    remedy: 'Repeat the call later, or give the app more workers.',
  });
}

/** The broker takes nothing from anybody, for want of memory or disk. */
export function blocked(call: TaskCall, reason: string): BrokerError {
  return new BrokerError(
    'BLOCKED',
    `${call.request.task} was not sent: the broker takes no messages now (${reason}).`,
    {
      ...factsOf(call, call.sent > 0),
      remedy: 'Give the broker more memory or disk, then repeat the call.',
    },
  );
}

/** The call cannot be made into a message, such as for a queue name that is too long. */
export function unsendable(call: TaskCall, cause: unknown): BrokerError {
  return new BrokerError('INVALID_OPTION', `${call.request.task} cannot be sent.`, {
    ...factsOf(call, false),
    cause,
    remedy: 'Correct what the cause names.',
  });
}

/** The call's time was over before there was a queue for its answer; `cause` is why, where it is known. */
export function notQueued(call: TaskCall, cause: unknown): BrokerError {
  return new BrokerError(
    'TIMED_OUT',
    `${call.request.task} was not queued within ${call.timeoutMs / 1_000} s: the broker has made no queue for its answer.`,
    {
      ...factsOf(call, false),
      ...(cause === undefined ? undefined : { cause }),
      remedy: 'Look whether the broker runs and is reachable, then queue the call again.',
    },
  );
}

/** Another call of this id is not over. */
export function idInFlight(call: TaskCall): BrokerError {
  return new BrokerError('INVALID_OPTION', `A call with the id "${call.id}" is under way.`, {
    ...factsOf(call, false),
    remedy: 'Give every call an id of its own, or none.',
  });
}

/** The answer is none that this protocol knows. */
export function badReply(call: TaskCall): BrokerError {
  return new BrokerError('BAD_REPLY', `The answer of ${call.request.task} cannot be read.`, {
    ...factsOf(call, true),
    remedy: 'Deploy the plugin again, so that its worker and this client are of one version.',
  });
}

/** The connection came back, and the queue that the answer was to come to had gone meanwhile. */
export function replyQueueLost(call: TaskCall): BrokerError {
  return new BrokerError(
    'CONNECTION_LOST',
    `${call.request.task} can no longer be answered: this client's reply queue was removed from the broker.`,
    { ...factsOf(call, true), remedy: 'Look who removed it, or whether the broker lost its data.' },
  );
}

/** There is no call of that id that this client could wait for. */
export function notUnderWay(call: TaskCall): BrokerError {
  return new BrokerError('INVALID_OPTION', `No call with the id "${call.id}" is under way.`, {
    ...factsOf(call, false),
    remedy: 'Give the client a clientName: only then it finds the calls of an earlier process.',
  });
}

/** The call of that id was made or attached to here, and its caller was told how it ended. */
export function endedBefore(call: TaskCall): BrokerError {
  return new BrokerError('INVALID_OPTION', `The call with the id "${call.id}" has ended here.`, {
    ...factsOf(call, false),
    remedy: 'Keep what the first handle of the call was told: every call ends once.',
  });
}

/** The same error of the connection, told for one call. */
export function endedBy(call: TaskCall, error: BrokerError): BrokerError {
  return new BrokerError(error.code, `${call.request.task}: ${error.message}`, {
    ...factsOf(call, call.sent > 0),
    cause: error,
    ...(error.remedy === undefined ? undefined : { remedy: error.remedy }),
  });
}

function factsOf(call: TaskCall, maybeExecuted: boolean): BrokerErrorFacts {
  return {
    callId: call.id,
    task: call.request.task,
    queue: call.request.queue,
    maybeExecuted,
    ...(call.state === 'done' ? undefined : { phase: call.state }),
    ...(call.worker === undefined ? undefined : { worker: call.worker }),
  };
}

/** Whether the worker was to tell that it began. */
export function tellsStart(call: TaskCall): boolean {
  return (call.wanted & CALL_EVENTS.started) !== 0;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

import type { EndCause } from '@celeriac/deployment';
import type { ControllerEvent } from '../control/controller-event.ts';
import type { DeployEvent } from '../deploy/deploy-event.ts';
import type { Emit } from '../event-stream.ts';
import type { LifeEvent, LifeState } from './life-event.ts';

type Told = ControllerEvent | DeployEvent;
type Step = Omit<LifeEvent, 'kind' | 'from'>;

/** Tells after each event of a container to which state it has come, where that is another one. */
export function followLives<Event extends Told>(emit: Emit<Event | LifeEvent>): Emit<Event> {
  const states = new Map<string, LifeState>();
  return (event) => {
    emit(event);
    const step = toStep(event);
    if (step === undefined) return;
    const from = states.get(step.container);
    if (from === step.to) return;
    if (step.to === 'stopped' || step.to === 'idle-stopped') states.delete(step.container);
    else states.set(step.container, step.to);
    emit({ kind: 'state', ...(from !== undefined && { from }), ...step });
  };
}

function toStep(event: Told): Step | undefined {
  switch (event.kind) {
    case 'starting': {
      const reason = 'reason' in event ? event.reason : 'it is deployed';
      return { container: event.container, to: 'starting', reason };
    }
    case 'off-queue': {
      const { container, reason = 'its worker is not on its queue' } = event;
      return { container, to: 'starting', reason };
    }
    case 'ready':
    case 'back':
      return { container: event.container, to: 'ready', reason: 'its worker is on its queue' };
    case 'start-failed': {
      const { message, endCause: cause, lastLines } = event.error as FailedStart;
      return {
        container: event.container,
        to: 'failed',
        reason: message,
        ...facts({ cause, lastLines }),
      };
    }
    case 'problem': {
      const { container, message: reason, cause, lastLines } = event;
      // Without a cause it lives on: a process of it was killed, or its last calls were.
      if (cause === undefined) return undefined;
      return { container, to: 'failed', reason, ...facts({ cause, lastLines }) };
    }
    case 'draining': {
      const what = event.phase === 'queue' ? 'what waits for its version' : 'the calls that it has';
      return { container: event.container, to: 'stopping', reason: `it finishes ${what}` };
    }
    case 'retired':
      return { container: event.container, to: 'stopped', reason: 'its calls are finished' };
    case 'removed': {
      const { container, reason, isIdle = false } = event;
      return { container, to: isIdle ? 'idle-stopped' : 'stopped', reason };
    }
    default:
      return undefined;
  }
}

/** What errors of a start say of it: those of the spawner, and of a worker that was not ready. */
type FailedStart = Error & { readonly endCause?: EndCause; readonly lastLines?: readonly string[] };

function facts(of: {
  readonly cause: EndCause | undefined;
  readonly lastLines: readonly string[] | undefined;
}): Pick<Step, 'cause' | 'lastLines'> {
  const { cause, lastLines = [] } = of;
  return { ...(cause !== undefined && { cause }), ...(lastLines.length > 0 && { lastLines }) };
}

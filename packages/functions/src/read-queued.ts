import type { AnswerSource, BrokerError, LaterCall, TaskFailure } from '@celeriac/broker';
import type { DeployedFunction } from '@celeriac/catalog';
import { brokerUserPrefix, type CallBlobs, NameError } from '@celeriac/deployment';
import { decodeAnswer } from './decode-answer.ts';
import { FunctionsError } from './functions-error.ts';
import type { QueueParts } from './queue-calls.ts';
import { type Answer, createAnswerReader } from './read-answers.ts';

/** How a call that was queued for later ended, or what it yielded before. */
export type QueuedAnswer = {
  /** As `enqueue` gave it. */
  readonly id: string;
  readonly callName: string;
} & (
  | { readonly kind: 'partial' | 'result'; readonly value: unknown }
  | { readonly kind: 'failure'; readonly error: BrokerError | TaskFailure | FunctionsError }
);

/** By what an answer is decoded: the function as it was called. */
interface Origin {
  readonly found: DeployedFunction;
  readonly blobs: Pick<CallBlobs, 'remove'>;
}

/** See `Functions.answers`. */
export async function* readQueued(
  parts: QueueParts,
  signal: AbortSignal | undefined,
): AsyncGenerator<QueuedAnswer> {
  const origins = new WeakMap<object, Origin>();
  const unreadable = new Map<string, FunctionsError>();
  const lookUp = async (call: LaterCall & { readonly userId: string }): Promise<AnswerSource> => {
    const { task: callName, contract } = call;
    const found = await parts.catalog.findCalled({ callName, contract });
    return found ? toSource(found, parts, origins) : toUnknownSource(call, parts);
  };
  const answers = parts.send.client.answers({ lookUp, ...(signal !== undefined && { signal }) });
  for await (const { id, task: callName, contract, ...answer } of answers) {
    if (answer.kind === 'failure') {
      yield { id, callName, kind: 'failure', error: answer.error };
      continue;
    }
    const origin = origins.get(Object(answer.value) as object);
    const { value, error } = await decode(answer.value, { callName, contract, origin });
    // What was yielded may fit no type either; a call has one end all the same.
    if (answer.kind === 'partial' && error !== undefined) unreadable.set(id, error);
    else if (answer.kind === 'partial') yield { id, callName, kind: 'partial', value };
    else {
      const problem = error ?? unreadable.get(id);
      unreadable.delete(id);
      if (problem === undefined) yield { id, callName, kind: 'result', value };
      else yield { id, callName, kind: 'failure', error: problem };
      // An answer that is not taken comes again, and needs its blobs then.
      await origin?.blobs.remove({ claimed: true });
    }
  }
}

function toSource(
  found: DeployedFunction,
  { send }: QueueParts,
  origins: WeakMap<object, Origin>,
): AnswerSource {
  const { plugin, app, signature, trustedUsers } = found;
  const blobs = send.store.attachCall({ plugin, app: app.name });
  const reader = createAnswerReader(signature, blobs);
  const readValue = (json: unknown, bytes: readonly Uint8Array[]): Answer => {
    const answer = reader.read(json, bytes);
    origins.set(answer, { found, blobs });
    return answer;
  };
  return { queue: app.queue, trustedUsers, readValue };
}

/**
 * Of a call that nothing is known of any more, its end is told all the same. Names tell whom to believe
 * then: users of the plugin's apps have no other's, and nobody else has this program's.
 */
function toUnknownSource(
  { task, userId }: LaterCall & { readonly userId: string },
  { send, user }: QueueParts,
): AnswerSource {
  const plugin = task.slice(0, Math.max(0, task.indexOf(':')));
  const isBelieved = userId === user || userId.startsWith(userPrefix(send.instance, plugin));
  return { queue: '', trustedUsers: isBelieved ? [userId] : [] };
}

function userPrefix(instance: string, plugin: string): string {
  try {
    return brokerUserPrefix({ instance, plugin });
  } catch (error) {
    // No broker user has a line feed in its name.
    if (error instanceof NameError) return '\n';
    throw error;
  }
}

async function decode(
  answer: unknown,
  of: {
    readonly callName: string;
    readonly contract: string;
    readonly origin: Origin | undefined;
  },
): Promise<{ readonly value?: unknown; readonly error?: FunctionsError }> {
  const { callName, contract, origin } = of;
  // One that yields may have returned nothing.
  if (answer === null) return { value: null };
  if (origin === undefined) return { error: unknownContract(callName, contract) };
  try {
    return { value: await decodeAnswer(origin.found, answer) };
  } catch (error) {
    if (error instanceof FunctionsError) return { error };
    throw error;
  }
}

function unknownContract(callName: string, contract: string): FunctionsError {
  const message = `${callName} was answered under the contract ${contract}, which is not known here any more: its value cannot be read.`;
  return new FunctionsError('INVALID_RESULT', message, {
    remedy: 'Take answers sooner, and with the state directory that the plugin is deployed from.',
  });
}

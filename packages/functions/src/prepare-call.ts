import type { TaskRequest } from '@celeriac/broker';
import type { DeployedFunction } from '@celeriac/catalog';
import { loadFrames } from '@celeriac/dataframe';
import {
  type AppIdentity,
  type CallBlobs,
  taskName,
  type TimeLimits,
  wakeRoutingKey,
} from '@celeriac/deployment';
import {
  type Encoded,
  elementType,
  encodeArguments,
  isIdempotent,
  type JsonValue,
  type ValueType,
} from '@celeriac/signature';
import { type CallLimits, planLimits } from './call-limits.ts';
import type { Arguments } from './deployed-functions.ts';
import { FunctionsError } from './functions-error.ts';
import { listProblems } from './list-problems.ts';
import { placeArguments } from './place-arguments.ts';
import { type AnswerReader, createAnswerReader } from './read-answers.ts';
import { hasBytes, INLINE, type Transport, type TransportSettings } from './value-transport.ts';

/** With what a call is prepared. */
export interface PrepareContext extends TransportSettings {
  /** Id of the instance that is called. */
  readonly instance: string;
  /** Whether answers wait for a later process of the same name, and blobs with them. */
  readonly outlivesProcess: boolean;
}

/** What a call is prepared of. */
export interface PlannedCall {
  readonly found: DeployedFunction;
  readonly args: Arguments;
  readonly limitMs: number;
  readonly timeLimits?: TimeLimits | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A call that is ready to be sent. */
export interface PreparedCall {
  readonly request: TaskRequest;
  readonly reader: AnswerReader;
  /** What the call has in the store; to be removed when it is over. */
  readonly blobs: CallBlobs | undefined;
  /** How its arguments travel. */
  readonly transport: Transport;
  readonly limits: CallLimits;
}

/** So long answers wait for their client's next process. */
const ANSWERS_WAIT_MS = 600_000;

/**
 * Checks, encodes and places the arguments of one call; throws `INVALID_ARGUMENT`,
 * `UNREADABLE_ARGUMENT` where bytes of an argument cannot be read, or `INVALID_OPTION` for limits that
 * are none, leaving nothing in the store.
 */
export async function prepareCall(
  context: PrepareContext,
  { found, args, limitMs, timeLimits, signal }: PlannedCall,
): Promise<PreparedCall> {
  const { plugin, app, signature, trustedUsers } = found;
  const limits = planLimits(found, timeLimits);
  const encoded = await encode(found, args);
  const answersBytes = signature.outputs.some(({ type }) => hasBytes(type));
  const needsBlobs = answersBytes || encoded.attachments.length > 0;
  const blobs = needsBlobs ? openBlobs(context, { plugin, app: app.name }, limitMs) : undefined;
  const reader = createAnswerReader(signature, blobs);
  try {
    const { maxBodyBytes, maxLargeResults: count } = context;
    const { transport, ...placed } = blobs
      ? await placeArguments(encoded, { blobs, maxBodyBytes, signal, timeoutMs: limitMs })
      : { value: encoded.value, parts: [], transport: INLINE };
    const slots = answersBytes
      ? await blobs?.allowResults({ count, limitBytes: maxBodyBytes })
      : undefined;
    const request = {
      task: taskName(plugin, signature.name),
      queue: app.queue,
      contract: app.contract,
      kwargs: placed.value,
      parts: placed.parts,
      ...(slots !== undefined && { blobs: slots }),
      readValue: reader.read,
      trustedUsers,
      ...(app.sleeps && { wake: wakeRoutingKey(context.instance) }),
      idempotent: isIdempotent(signature),
      ...(limits.soft && { softTimeLimitSeconds: limits.soft.seconds }),
      ...(limits.hard && { hardTimeLimitSeconds: limits.hard.seconds }),
    };
    return { request, reader, blobs, transport, limits };
  } catch (error) {
    await blobs?.remove({ claimed: false });
    throw error;
  }
}

async function encode(
  { plugin, signature }: DeployedFunction,
  args: Arguments,
): Promise<Encoded<Readonly<Record<string, JsonValue>>>> {
  const hasFrames = signature.inputs.some(({ type }) => holdsFrames(type));
  const encoded = encodeArguments(signature, args, hasFrames ? await loadFrames() : {});
  const { problems } = encoded;
  if (problems.length === 0) return encoded;
  const message = `${taskName(plugin, signature.name)} cannot be called like this: ${listProblems(problems)}`;
  throw new FunctionsError('INVALID_ARGUMENT', message, { problems });
}

function openBlobs(
  { store, outlivesProcess }: PrepareContext,
  app: Pick<AppIdentity, 'plugin' | 'app'>,
  limitMs: number,
): CallBlobs {
  if (!outlivesProcess) return store.openCall(app, { timeoutMs: limitMs });
  return store.openCall(app, { timeoutMs: limitMs + ANSWERS_WAIT_MS, outlivesProcess });
}

function holdsFrames(type: ValueType): boolean {
  return (elementType(type) ?? type).name === 'dataframe';
}

import type { Reply, ReplyFailure, ReplyPosition } from '@celeriac/deployment';
import { BrokerError } from '../broker-error.ts';
import { TaskFailure, type TaskFailureCode } from '../task-failure.ts';
import { PARTS_CONTENT_TYPE, parsePartsBody } from './parts-body.ts';
import type { CallState, TaskRequest } from './task-request.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whether a reply of that kind has the fields it needs, of the types it needs. */
const FITS: Readonly<Record<Reply['kind'], (reply: Fields) => boolean>> = {
  started: (reply) => hasPosition(reply) && typeof reply['worker'] === 'string',
  progress: (reply) => hasPosition(reply) && isPercent(reply['percent']) && isText(reply['text']),
  log: (reply) =>
    hasPosition(reply) &&
    ['stdout', 'stderr', 'logging'].includes(String(reply['stream'])) &&
    isText(reply['level']) &&
    typeof reply['text'] === 'string',
  partial: (reply) => hasPosition(reply) && 'value' in reply,
  result: ({ partials = 0, ...reply }) => 'value' in reply && Number.isSafeInteger(partials),
  failure: ({ failure }) => {
    const { code, message, maybeExecuted } = (failure ?? {}) as Partial<ReplyFailure>;
    const known = maybeExecuted === undefined || typeof maybeExecuted === 'boolean';
    return typeof code === 'string' && typeof message === 'string' && known;
  },
};

/** How a reply is read. */
export interface ReplyForm {
  /** Content type of the message; JSON where it has none. */
  readonly contentType?: unknown;
  /** That of the call's request. */
  readonly readValue?: TaskRequest['readValue'] | undefined;
}

/** Reads a reply; `undefined` where it is none. */
export function parseReply(
  content: Buffer,
  { contentType, readValue }: ReplyForm = {},
): Reply | undefined {
  const body = contentType === PARTS_CONTENT_TYPE ? parsePartsBody(content) : undefined;
  if (contentType === PARTS_CONTENT_TYPE && body === undefined) return undefined;
  let reply: Fields | null;
  try {
    reply = JSON.parse(body?.text ?? content.toString()) as Fields | null;
  } catch {
    return undefined;
  }
  if (typeof reply !== 'object' || reply === null) return undefined;
  const kind = String(reply['kind']);
  if (!Object.hasOwn(FITS, kind) || !FITS[kind as Reply['kind']](reply)) return undefined;
  const read = reply as unknown as Reply;
  if (readValue === undefined || (read.kind !== 'result' && read.kind !== 'partial')) return read;
  // A function that yields may return nothing, whatever its outputs are.
  if (read.kind === 'result' && read.partials !== undefined && read.value === null) return read;
  return { ...read, value: readValue(read.value, body?.parts ?? []) };
}

function hasPosition({ run, seq }: { readonly [Key in keyof ReplyPosition]?: unknown }): boolean {
  return [run, seq].every(
    (place) => place === undefined || (Number.isInteger(place) && Number(place) > 0),
  );
}

function isPercent(percent: unknown): boolean {
  return percent === undefined || (typeof percent === 'number' && percent >= 0 && percent <= 100);
}

function isText(text: unknown): boolean {
  return text === undefined || typeof text === 'string';
}

/** The call that a failure is the answer of. */
export interface AnsweredCall {
  readonly id: string;
  readonly task: string;
  readonly queue: string;
  /** Whether its worker was to tell that it began. */
  readonly tellsStart: boolean;
  readonly state: CallState;
}

/**
 * A failure that tells of the transport (stopped, expired, cancelled) as such, any other as
 * `TaskFailure`.
 */
export function toReplyError(failure: ReplyFailure, call: AnsweredCall): BrokerError | TaskFailure {
  const { id, task, queue } = call;
  const began = call.state === 'started';
  const facts = { callId: id, task, queue, phase: began ? 'started' : 'queued' } as const;
  const { code, message, maybeExecuted } = failure;
  if (code === 'APP_STOPPED')
    return new BrokerError('APP_STOPPED', `${task} was not run: ${message}`, {
      ...facts,
      maybeExecuted: maybeExecuted ?? began,
      remedy: 'Deploy the plugin again, then repeat the call.',
    });
  if (code === 'CANCELLED')
    return new BrokerError('CANCELLED', `${task} was cancelled: ${message}`, {
      ...facts,
      maybeExecuted: maybeExecuted ?? true,
    });
  if (code === 'EXPIRED')
    return new BrokerError('TIMED_OUT', `${task} was not run in time: ${message}`, {
      ...facts,
      // A worker may have been lost with it before; only events tell that none began.
      maybeExecuted: maybeExecuted ?? (began || !call.tellsStart),
      remedy: 'Look whether the app runs, or give the call more time.',
    });
  return new TaskFailure({ ...failure, code: code satisfies TaskFailureCode }, call);
}

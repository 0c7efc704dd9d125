import { TASK_HEADERS } from '@celeriac/deployment';
import type { Options } from 'amqplib';
import { PARTS_CONTENT_TYPE, renderPartsBody } from './parts-body.ts';
import type { SentRequest } from './task-call.ts';
import type { TaskRequest } from './task-request.ts';

const EMBED = '"callbacks":null,"errbacks":null,"chain":null,"chord":null';

/**
 * What never differs. The protocol's optional headers are left out: each costs client and worker at
 * every call. Arguments stand in no header, whose table ends at 64 KiB.
 */
const FIXED_HEADERS = { lang: 'js', parent_id: null, group: null } as const;

/** The body of Celery's message protocol 2: `[args, kwargs, embed]` as UTF-8 JSON, and its parts. */
export function renderTaskBody({ kwargs, parts = [], blobs }: TaskRequest): Buffer {
  const ours = blobs === undefined ? '' : `,"blobs":${JSON.stringify(blobs)}`;
  const text = `[[],${JSON.stringify(kwargs)},{${EMBED}${ours}}]`;
  return parts.length === 0 ? Buffer.from(text) : renderPartsBody(text, parts);
}

/** Headers and properties of Celery's message protocol 2, with ours of `TASK_HEADERS`. */
export function toTaskProperties(
  request: SentRequest,
  call: {
    readonly id: string;
    readonly correlationId: string;
    /** Bits of `CALL_EVENTS`. */
    readonly wanted: number;
    readonly replyTo: string;
    readonly remainingMs: number;
    readonly trace?: Readonly<Record<string, string>> | undefined;
  },
): Options.Publish {
  const { id } = call;
  return {
    mandatory: true,
    persistent: true,
    ...(request.hasParts
      ? { contentType: PARTS_CONTENT_TYPE, contentEncoding: 'binary' }
      : { contentType: 'application/json', contentEncoding: 'utf-8' }),
    correlationId: call.correlationId,
    replyTo: call.replyTo,
    expiration: String(Math.max(1, Math.ceil(call.remainingMs))),
    headers: {
      ...call.trace,
      ...FIXED_HEADERS,
      task: request.task,
      id,
      root_id: id,
      ...toLimits(request),
      [TASK_HEADERS.contract]: request.contract,
      ...(call.wanted === 0 ? undefined : { [TASK_HEADERS.events]: call.wanted }),
    },
  };
}

function toLimits({ hardTimeLimitSeconds: hard, softTimeLimitSeconds: soft }: SentRequest): object {
  return hard === undefined && soft === undefined
    ? {}
    : { timelimit: [hard ?? null, soft ?? null] };
}

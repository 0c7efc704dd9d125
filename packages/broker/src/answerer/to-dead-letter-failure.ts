import type { ReplyFailure } from '@celeriac/deployment';

/** Tells a caller why its call ended among the dead letters, from the broker's `x-death` header. */
export function toDeadLetterFailure(headers: unknown): ReplyFailure {
  const { reason, queue, count } = readDeath(headers);
  if (reason === 'expired')
    return { code: 'EXPIRED', message: `its time was over before a worker of "${queue}" took it.` };
  if (reason === 'delivery_limit')
    return {
      code: 'UNDELIVERABLE',
      message: `Every worker of "${queue}" that took the call was lost with it, until the broker gave up.`,
    };
  if (reason === 'rejected')
    return { code: 'UNDELIVERABLE', message: `A worker of "${queue}" refused the call.` };
  const times = count > 1 ? ` (${count} times)` : '';
  return {
    code: 'UNDELIVERABLE',
    message: `The broker dropped the call from "${queue}": ${reason}${times}.`,
  };
}

interface Death {
  readonly reason: string;
  readonly queue: string;
  readonly count: number;
}

function readDeath(headers: unknown): Death {
  const deaths = (headers as { readonly 'x-death'?: unknown } | undefined)?.['x-death'];
  const last = (Array.isArray(deaths) ? deaths[0] : undefined) as Partial<Death> | undefined;
  return {
    reason: typeof last?.reason === 'string' ? last.reason : 'no reason given',
    queue: typeof last?.queue === 'string' ? last.queue : 'unknown',
    count: typeof last?.count === 'number' ? last.count : 1,
  };
}

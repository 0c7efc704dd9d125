import { expect } from 'vitest';
import type { BrokerError, TaskFailure } from '@celeriac/broker';

/** What a promise rejects with, which it must. */
export async function failureOf(promise: Promise<unknown>): Promise<BrokerError | TaskFailure> {
  return promise.then(
    (value) => expect.unreachable(`it became ${JSON.stringify(value)}`),
    (error: unknown) => error as BrokerError,
  );
}

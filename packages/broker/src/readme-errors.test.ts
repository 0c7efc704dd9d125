import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BROKER_ERRORS, BrokerError, type BrokerErrorCode } from './broker-error.ts';

/** Every code of the README's table with what its row says. */
function readTable(): ReadonlyMap<string, { retryable: boolean; mayHaveRun: boolean }> {
  const text = readFileSync(`${import.meta.dirname}/../README.md`, 'utf8');
  const rows = [...text.matchAll(/^\| (`[A-Z_`, ]+`) \| (yes|no) \| (see|no) \|/gm)];
  return new Map(
    rows.flatMap(([, codes = '', retry, ran]) =>
      [...codes.matchAll(/[A-Z_]+/g)].map(
        ([code]) => [code, { retryable: retry === 'yes', mayHaveRun: ran === 'see' }] as const,
      ),
    ),
  );
}

test('the README says of every code what holds of it', () => {
  const table = readTable();
  expect(Object.fromEntries(table)).toEqual(BROKER_ERRORS);
});

test('an error says no more than its code', () => {
  for (const code of Object.keys(BROKER_ERRORS) as BrokerErrorCode[]) {
    const { retryable, mayHaveRun } = BROKER_ERRORS[code];
    const ran = new BrokerError(code, 'm', { maybeExecuted: true });
    expect(ran).toMatchObject({ code, retryable, maybeExecuted: mayHaveRun });
    expect(new BrokerError(code, 'm').maybeExecuted).toBe(false);
  }
});

import { expect, test } from 'vitest';
import { toDeadLetterFailure } from './to-dead-letter-failure.ts';

const death = (reason: string): object => ({ 'x-death': [{ reason, queue: 'q', count: 1 }] });

test('says why, whatever the header holds', () => {
  expect(toDeadLetterFailure(death('expired')).code).toBe('EXPIRED');
  expect(toDeadLetterFailure(death('delivery_limit'))).toMatchObject({
    code: 'UNDELIVERABLE',
    message: expect.stringContaining('"q"') as string,
  });
  expect(toDeadLetterFailure(death('rejected')).message).toContain('refused');
  expect(toDeadLetterFailure(death('maxlen')).message).toContain('maxlen');
  for (const headers of [undefined, {}, { 'x-death': 1 }, { 'x-death': [] }, { 'x-death': [null] }])
    expect(toDeadLetterFailure(headers).code).toBe('UNDELIVERABLE');
});

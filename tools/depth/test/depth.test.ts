import { describe, expect, inject, test } from 'vitest';
import { runDepth } from '../run-depth.ts';

describe.skipIf(!inject('services').brokerUrl)('queued calls', () => {
  test('outlive their broker and cost their client nothing', { timeout: 180_000 }, async () => {
    const report = await runDepth(20_000, () => undefined);
    expect(report).toMatchObject({ found: 20_000, lost: 0, repeated: 0, holds: true });
  });
});

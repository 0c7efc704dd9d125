import { describe, expect, inject, test } from 'vitest';
import { runAttacks } from '../run-attacks.ts';

const { brokerUrl, brokerKind } = inject('services');

describe.skipIf(!brokerUrl)("an app's broker user", () => {
  test('is refused everything that is not its own', { timeout: 180_000 }, async () => {
    const rows = await runAttacks(() => undefined, brokerKind);
    expect(rows.filter(({ allowed }) => allowed.length > 0)).toEqual([]);
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.reduce((sum, { tried }) => sum + tried, 0)).toBeGreaterThan(300);
  });
});

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { hasWorkerPython } from '../../faults/index.ts';
import { openValuesApp, type ValuesApp } from '../open-values-app.ts';
import { runRoundtrip } from '../run-roundtrip.ts';
import { valueKinds } from '../value-kinds.ts';

const { brokerUrl, managementUrl } = inject('services');
const hasPython = await hasWorkerPython();

describe.skipIf(!brokerUrl || !managementUrl || !hasPython)('through broker and worker', () => {
  let app: ValuesApp;
  beforeAll(async () => {
    app = await openValuesApp(inject('services'));
  }, 600_000);
  afterAll(() => app[Symbol.asyncDispose]());

  // `npm run roundtrip` sends ten thousand of each.
  test.each(valueKinds)('$name: generated values come back as they went', async (kind) => {
    const row = await runRoundtrip(app.functions, kind, { values: 300, seed: 42 });
    expect(row.examples).toEqual([]);
    expect(row).toMatchObject({ wrong: 0, type: kind.name });
    expect(row.values).toBeGreaterThanOrEqual(300);
  });
});

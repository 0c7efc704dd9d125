import { describe, expect, inject, test } from 'vitest';
import { isRoot } from '../../services/host/as-root.ts';
import { openPrivateInstance } from '../daemon/open-private-instance.ts';
import { runDaemonKills } from '../daemon/run-daemon-kills.ts';

const services = inject('services');
const ready = services.dockerHost && services.brokerUrl && services.baseImage && isRoot();

describe.skipIf(!ready)('a daemon that is killed under load', () => {
  test('calls end, and all is as desired again', { timeout: 240_000 }, async () => {
    await using instance = await openPrivateInstance(services);
    const { signal } = new AbortController();
    const report = await runDaemonKills(instance, {
      kills: 2,
      seed: 3,
      log: () => undefined,
      signal,
    });
    expect(report).toMatchObject({ kills: 2, faults: [] });
  });
});

import type { OpenNetwork } from '@celeriac/deployment';
import { expect, test } from 'vitest';
import { deployDemo } from '../../test/deploy-demo.ts';
import { createFakeWorld } from '../../test/fake-ports.ts';
import { plainEvents } from '../../test/plain-events.ts';
import type { ControllerEvent } from './controller-event.ts';
import { createController } from './controller.ts';

const owner = { instance: 'test00', plugin: 'Demo', app: 'calc' };
const mended: OpenNetwork = { owner, network: 'n1', closed: true };
const refused: OpenNetwork = { owner, network: 'n2', closed: false, problem: 'not permitted' };

test('networks are closed again in rounds; each mended is told, what stays open once', async () => {
  const world = createFakeWorld();
  await deployDemo(world);
  const rounds = [[], [mended, refused], [refused], new Error('away'), [mended, refused]];
  const filters: unknown[] = [];
  world.ports.spawner.secure = async (filter) => {
    filters.push(filter);
    const found = rounds.shift() ?? [];
    if (found instanceof Error) throw found;
    return found;
  };
  const events: ControllerEvent[] = [];
  const controller = createController({ ports: world.ports, intervalMs: 1, secureMs: 0 });
  for await (const event of plainEvents(controller.run({ signal: AbortSignal.timeout(10_000) })))
    if (events.push(event) === 5) break;
  const { owner: _, ...facts } = mended;
  const of = { kind: 'network-open', plugin: 'Demo', app: 'calc' };
  expect(events).toMatchObject([
    { ...of, ...facts },
    { ...of, network: 'n2', closed: false, problem: 'not permitted' },
    { kind: 'network-look-failed', error: { message: 'away' } },
    { ...of, ...facts },
    { ...of, network: 'n2' },
  ]);
  expect(filters[0]).toEqual({ instance: 'test00' });
});

import { type ControllerEvent, createController } from '@celeriac/deployer';
import { readPlugin } from '@celeriac/plugin';
import { openPorts } from '../open-ports.ts';
import { countEffects, countEngineEffects, type OnEffect } from './count-effects.ts';

/**
 * Changes an instance, and kills itself after so many side effects, or after the first of that name;
 * ends with 0 where there are fewer, or none.
 */
const [verb = '', folder = '', dieAfter = ''] = process.argv.slice(2);
let count = 0;
const onEffect: OnEffect = (name) => {
  count++;
  if (name !== dieAfter && count !== Number(dieAfter)) return;
  process.stdout.write(name);
  process.kill(process.pid, 'SIGKILL');
};
await using opened = await openPorts(process.env, {
  wrap: (ports) => countEffects(ports, onEffect),
  wrapEngine: (engine) => countEngineEffects(engine, onEffect),
});
const { deployer, ports } = opened;
const { value: plugin } = await readPlugin(folder);
if (plugin === undefined) throw new Error(`${folder} is no plugin`);
const { name } = plugin;
const changes: Readonly<Record<string, () => AsyncIterable<unknown>>> = {
  deploy: () => deployer.deploy(plugin),
  down: () => deployer.down(name, { purge: true }),
  grow: () => deployer.scale({ plugin: name, app: undefined, replicas: 2 }),
  shrink: () => deployer.scale({ plugin: name, app: undefined, replicas: 1 }),
  rollback: () => deployer.rollback(name),
  mend: () => serveUntil('ready'),
  wake: () => serveUntil('ready'),
  idle: () => serveUntil('removed'),
};
const change = changes[verb];
if (change === undefined) throw new Error(`${verb} is no change`);
for await (const _ of change());

/** Runs a controller until it has told an event of that kind. */
async function* serveUntil(kind: ControllerEvent['kind']): AsyncGenerator<ControllerEvent> {
  const signal = AbortSignal.timeout(60_000);
  for await (const event of createController({ ports, intervalMs: 100 }).run({ signal })) {
    yield event;
    if (event.kind === kind) return;
  }
  throw new Error(`the controller has not told ${kind} within a minute`);
}

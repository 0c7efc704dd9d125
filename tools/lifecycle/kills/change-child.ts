import { readPlugin } from '@celeriac/plugin';
import { openPorts } from '../open-ports.ts';
import { countEffects } from './count-effects.ts';

/** Changes an instance, and kills itself after so many side effects; ends with 0 where there are fewer. */
const [verb = '', folder = '', dieAfter = ''] = process.argv.slice(2);
let left = Number(dieAfter);
await using opened = await openPorts(process.env, {
  wrap: (ports) =>
    countEffects(ports, (name) => {
      if (--left > 0) return;
      process.stdout.write(name);
      process.kill(process.pid, 'SIGKILL');
    }),
});
const { deployer } = opened;
const { value: plugin } = await readPlugin(folder);
if (plugin === undefined) throw new Error(`${folder} is no plugin`);
const { name } = plugin;
const changes: Readonly<Record<string, () => AsyncIterable<unknown>>> = {
  deploy: () => deployer.deploy(plugin),
  down: () => deployer.down(name, { purge: true }),
  grow: () => deployer.scale({ plugin: name, app: undefined, replicas: 2 }),
  shrink: () => deployer.scale({ plugin: name, app: undefined, replicas: 1 }),
  rollback: () => deployer.rollback(name),
};
const change = changes[verb];
if (change === undefined) throw new Error(`${verb} is no change`);
for await (const _ of change());

import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPackages } from '../steps/build-packages.ts';
import { workspaceRoot } from '../steps/run-program.ts';
import { DemoFailed, type DemoOptions, DemoSteps } from './demo-steps.ts';
import { demoPlugin } from './run-demo.ts';
import { startDev } from './start-dev.ts';

/**
 * The main job with Node and Python alone: `celeriac dev`, the same calls, an edit that answers at
 * once, and its end. `directory` takes a copy of the plugin, as that is edited.
 */
export async function runLocalDemo(
  options: DemoOptions & { readonly directory: string },
): Promise<void> {
  const { log, signal, settings, directory } = options;
  await buildPackages(log, signal);
  const demo = new DemoSteps(options);
  await demo.type(['check', demoPlugin]);
  const plugin = join(directory, 'demo');
  await cp(join(workspaceRoot, demoPlugin), plugin, { recursive: true });
  await using dev = startDev(plugin, { settings, signal });
  await log.step(`celeriac dev ${demoPlugin}  (goes on beside what follows)`, () =>
    dev.says(/functions: Demo:add/),
  );
  await demo.call();
  const file = join(plugin, 'python/calc/logic.py');
  const answers = dev.says(/calc answers with the new code/);
  await log.step('edit logic.py: return x + y + 100', async () => {
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('return x + y', 'return x + y + 100'));
    await answers;
  });
  await demo.type(['call', 'Demo:add', 'x=1', 'y=2'], { prints: '103' });
  const exitCode = await log.step('Ctrl-C', () => dev.interrupt());
  if (exitCode !== 0) throw new DemoFailed(`celeriac dev ended with ${exitCode}.`);
}

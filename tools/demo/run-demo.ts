import { buildPackages } from '../steps/build-packages.ts';
import { type DemoOptions, DemoSteps } from './demo-steps.ts';

export const demoPlugin = 'packages/cli/examples/demo';

/** The main job as a person would do it: build, check, deploy, call from the shell and from JavaScript, take down. */
export async function runDemo(options: DemoOptions & { readonly keep: boolean }): Promise<void> {
  await buildPackages(options.log, options.signal);
  const demo = new DemoSteps(options);
  await demo.type(['check', demoPlugin]);
  try {
    await demo.type(['deploy', demoPlugin]);
    await demo.call();
    await demo.type(['deploy', demoPlugin], { note: 'again, with nothing changed' });
  } finally {
    if (!options.keep) await demo.type(['down', 'Demo', '--purge'], { always: true });
  }
}

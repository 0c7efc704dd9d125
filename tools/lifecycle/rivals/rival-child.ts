import { readPlugin } from '@celeriac/plugin';
import { openPorts } from '../open-ports.ts';
import { EXIT_TOLD } from './run-rival.ts';

/** Deploys a folder, and ends with a code of its own where another deployer is at work. */
await using opened = await openPorts(process.env);
const { value: plugin } = await readPlugin(process.argv[2] ?? '');
if (plugin === undefined) throw new Error('The plugin cannot be read.');
try {
  for await (const _ of opened.deployer.deploy(plugin));
} catch (error) {
  if ((error as { code?: string }).code !== 'LOCKED') throw error;
  process.exitCode = EXIT_TOLD;
}

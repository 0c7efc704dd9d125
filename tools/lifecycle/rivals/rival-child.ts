import { readPlugin } from '@celeriac/plugin';
import { openPorts } from '../open-ports.ts';
import type { RivalEnd } from './run-rival.ts';

/** Deploys a folder and writes how that ended; to be told of another that is at work is an end too. */
const [folder = '', waitMs = ''] = process.argv.slice(2);
await using opened = await openPorts(process.env, { settings: { lockWaitMs: Number(waitMs) } });
const { value: plugin } = await readPlugin(folder);
if (plugin === undefined) throw new Error('The plugin cannot be read.');
let waited = false;
const end = (what: RivalEnd): void => void process.stdout.write(JSON.stringify(what));
try {
  for await (const { kind } of opened.deployer.deploy(plugin)) waited ||= kind === 'waiting';
  end({ kind: 'deployed', waited });
} catch (error) {
  const { code, message, remedy = '' } = error as Error & { code?: string; remedy?: string };
  if (code !== 'LOCKED') throw error;
  end({ kind: 'told', waited, message, remedy });
}

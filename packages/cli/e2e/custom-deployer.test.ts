import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from '@celeriac/functions';
import { describe, expect, inject, test } from 'vitest';
import { createInstance } from './support/instance.ts';

const services = inject('services');
const ready = services.dockerHost && services.brokerUrl && services.baseImage;
const EXAMPLE = join(import.meta.dirname, '../examples/custom-deployer.ts');

describe.skipIf(!ready)('the example of a deployer of one’s own', () => {
  test('deploys a new plugin, which then answers', async () => {
    await using instance = await createInstance(services);
    const plugin = join(instance.folder, 'plugin-of-mine');
    await instance.succeed('init', plugin);
    const args = ['--conditions=@celeriac/source', EXAMPLE, plugin];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: instance.env });
    expect(stdout.trim().split('\n').at(-1)).toBe('deployed');

    await using functions = await connect(instance);
    expect(await functions.call('plugin-of-mine:add', { x: 2 })).toBe(3);
    await instance.succeed('down', 'plugin-of-mine', '--purge');
  });
});

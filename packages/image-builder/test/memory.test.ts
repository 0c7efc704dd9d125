import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { BuilderKind } from '@celeriac/deployment';

const services = inject('services');
/** What the promise is of, as `npm run strain` sees it, or a part of it that is quick. */
const isFull = process.env['CELERIAC_FULL'] !== undefined;
const MIB = 2 ** 20;

describe.skipIf(!services.dockerHost)('the memory of a build', () => {
  let directory: string;
  let baseMiB: number;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'celeriac-memory-'));
    baseMiB = (await build('none', 0, 0)).peakMiB;
  });

  afterAll(() => rm(directory, { recursive: true }));

  /** Builds a context of so many files of so many bytes in a process of its own. */
  async function build(name: string, count: number, bytes: number, dialect?: BuilderKind) {
    const root = join(directory, name);
    const app = join(root, 'python', 'app');
    await mkdir(app, { recursive: true });
    await writeFile(join(root, 'package.json'), '{"name":"memory","version":"1.0.0"}');
    await writeFile(join(app, 'logic.py'), '#name: f\n#output: int y\ndef f():\n    return 1\n');
    for (let index = 0; index < count; index += 1) {
      const file = join(app, `data-${index}`);
      await writeFile(file, '');
      // Nothing but holes, so that it costs no disk here.
      await truncate(file, bytes);
    }
    const program = join(import.meta.dirname, 'memory/main.ts');
    const args = ['--conditions=@celeriac/source', program, root, services.dockerHost!];
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...args,
      dialect ?? 'buildkit',
    ]);
    return JSON.parse(stdout) as { files: number; sent: number; peakMiB: number };
  }

  const dialects: readonly BuilderKind[] = isFull ? ['buildkit', 'classic'] : ['buildkit'];

  test.each(dialects)(
    '%s: one large file needs no more of it',
    { timeout: 600_000 },
    async (kind) => {
      const bytes = isFull ? 1024 * MIB : 160 * MIB;
      const { sent, peakMiB } = await build(`large-${kind}`, 1, bytes, kind);
      expect(sent).toBeGreaterThan(bytes);
      expect(peakMiB - baseMiB).toBeLessThan(100);
    },
  );

  test.each(dialects)('%s: many files need little more', { timeout: 600_000 }, async (kind) => {
    const count = isFull ? 10_000 : 3_500;
    const { files, sent, peakMiB } = await build(`many-${kind}`, count, 60_000, kind);
    expect(files).toBe(count + 1);
    expect(sent).toBeGreaterThan(count * 60_000);
    // A busy machine collects garbage late; whoever held the content would need 600 and 210.
    expect(peakMiB - baseMiB).toBeLessThan(isFull ? 250 : 140);
  });
});

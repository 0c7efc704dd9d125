import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderContext, toContextEntries } from '@celeriac/image-builder';
import { readPlugin } from '@celeriac/plugin';
import { planApps } from './plan-apps.ts';

const secret = 'what lies beside the app is nobody else’s matter';
const settings = {
  baseImage: 'python:3.12-slim',
  runtime: { version: '0.1.0', requirements: ['celery>=5.5,<6'], files: [] },
};

/** Names of a few places, so that links meet files, folders and each other. */
const place = fc
  .array(fc.constantFrom('a', 'b', 'c', 'ü d'), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/'));
const target = fc.oneof(
  place.map((path) => ({ from: 'app' as const, path })),
  fc
    .constantFrom(
      ...['../outside/secret.txt', '../outside', '..', '../..', '.', '', '../app-twin/secret.txt'],
    )
    .map((path) => ({ from: 'app' as const, path })),
  fc
    .constantFrom('/etc/hostname', '/', '/nowhere')
    .map((path) => ({ from: 'root' as const, path })),
);
const entry = fc.oneof(
  fc.record({ kind: fc.constant('file' as const), at: place }),
  fc.record({ kind: fc.constant('link' as const), at: place, target, isAbsolute: fc.boolean() }),
);

test(
  'whatever links there are, a context has nothing but files of the app',
  { timeout: 120_000 },
  async () => {
    await using made = new AsyncDisposableStack();
    const root = await mkdtemp(join(tmpdir(), 'celeriac-links-'));
    made.defer(() => rm(root, { recursive: true, force: true }));
    let planned = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 8 }), async (entries) => {
        const plugin = await mkdtemp(join(root, 'plugin-'));
        const app = join(plugin, 'python/app');
        for (const folder of ['python/outside', 'python/app-twin', 'python/app'])
          await mkdir(join(plugin, folder), { recursive: true });
        await writeFile(join(plugin, 'celeriac.json'), '{"name":"Links"}');
        for (const folder of ['outside', 'app-twin'])
          await writeFile(join(plugin, `python/${folder}/secret.txt`), secret);
        await writeFile(join(app, 'logic.py'), '#output: int y\ndef f():\n    return 1\n');
        for (const one of entries) await make(app, one);
        const { value, diagnostics } = await readPlugin(plugin);
        const isWhole = diagnostics.every(({ severity }) => severity !== 'error');
        // What is refused is never built; what is read all the same has to be safe to build.
        if (isWhole) planned += 1;
        if (value === undefined || value.apps.length === 0) return;
        const [one] = planApps(value, { dialect: 'classic', settings }).apps;
        const tar = Buffer.concat(
          await Array.fromAsync(renderContext(toContextEntries(one?.build?.files ?? []))),
        );
        expect(tar.includes(secret)).toBe(false);
        for (const { name, type } of readHeaders(tar)) {
          expect(name.startsWith('/') || name.split('/').includes('..')).toBe(false);
          expect(['0', '5', 'x', 'g']).toContain(type);
        }
      }),
      { numRuns: 60 },
    );
    // Not all are refused: there was something to look at.
    expect(planned).toBeGreaterThan(5);
  },
);

async function make(
  app: string,
  one: typeof entry extends fc.Arbitrary<infer T> ? T : never,
): Promise<void> {
  const at = join(app, one.at);
  try {
    await mkdir(dirname(at), { recursive: true });
    if (one.kind === 'file') return await writeFile(at, 'x', { flag: 'wx' });
    const to = one.target.from === 'root' ? one.target.path : join(app, one.target.path);
    await symlink(one.isAbsolute ? to : relative(dirname(at), to) || '.', at);
  } catch {
    // Something else is there by now, or the way to it is a link that leads elsewhere.
  }
}

/** Names and types of the headers of a tar. */
function readHeaders(tar: Buffer): readonly { readonly name: string; readonly type: string }[] {
  const headers = [];
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const text = (from: number, length: number): string =>
      tar.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '');
    headers.push({ name: `${text(345, 155)}${text(0, 100)}`, type: text(156, 1) });
    at += 512 + Math.ceil(parseInt(text(124, 12), 8) / 512) * 512;
  }
  return headers;
}

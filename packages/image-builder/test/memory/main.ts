import { randomBytes } from 'node:crypto';
import type { BuilderKind, BuildPlan, BuildStep } from '@celeriac/deployment';
import { connectEngine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import { readPlugin } from '@celeriac/plugin';

/**
 * Reads the plugin of a folder and builds an image of its files, in a process of its own: what it
 * needed at most is what was needed for this. Writes it as JSON.
 */
const [folder = '', host = '', dialect = 'buildkit'] = process.argv.slice(2);

const { value: plugin } = await readPlugin(folder);
const files = plugin?.apps[0]?.files ?? [];
const steps: readonly BuildStep[] = [
  { layer: 'base', instruction: 'FROM scratch' },
  { layer: 'code', instruction: 'COPY ["app/","/app/"]' },
];
const plan: BuildPlan = {
  image: `celeriac-test/memory-${randomBytes(6).toString('hex')}:1`,
  dialect: dialect as BuilderKind,
  dockerfile: 'Dockerfile',
  steps,
  files: [
    {
      kind: 'text',
      path: 'Dockerfile',
      text: steps.map(({ instruction }) => `${instruction}\n`).join(''),
    },
    ...files.map((file) => ({ kind: 'disk' as const, ...file, path: `app/${file.path}` })),
  ],
  labels: {},
};
await using engine = await connectEngine({ host, timeoutMs: 300_000 });
let sent = 0;
try {
  for await (const event of createImageBuilder(engine).build(plan))
    if (event.kind === 'context') sent = event.bytes;
} finally {
  await engine.images.remove(plan.image).catch(() => undefined);
}
const peakMiB = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ files: files.length, sent, peakMiB }));

import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type BuildPlan, type BuildStep, toLabels } from '@celeriac/deployment';
import { connectEngine, type Engine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import { askEngine } from './support/ask-engine.ts';
import { planSteps, runScript } from './support/plan-steps.ts';

const services = inject('services');
/** A handful unless told otherwise, as `npm run strain` does; the moments are those of the seed. */
const count = Number(process.env['CELERIAC_ABORTS'] ?? 3);
const seed = Number(process.env['CELERIAC_SEED'] ?? 1);

describe.skipIf(!services.dockerHost || !services.baseImage)('a build that is aborted', () => {
  const plugin = `Test ${randomBytes(6).toString('hex')}`;
  let engine: Engine;
  let dataRoot: string;

  beforeAll(async () => {
    engine = await connectEngine({ host: services.dockerHost! });
    const info = Buffer.concat(await Array.fromAsync(askEngine(services.dockerHost!, '/info')));
    dataRoot = (JSON.parse(info.toString()) as { DockerRootDir: string }).DockerRootDir;
  });

  afterAll(() => engine.close());

  /** A build of all that takes time: a context, steps that run, copies between stages. */
  function plan(dialect: BuildPlan['dialect'], salt: string): BuildPlan {
    const base = services.baseImage!;
    const steps: BuildStep[] = [
      { layer: 'base', instruction: `FROM ${base} AS tools` },
      { layer: 'runtime', instruction: 'COPY ["large","/large"]' },
      { layer: 'dependencies', instruction: runScript(`: ${salt}; sleep 0.4; echo > /made`) },
      { layer: 'base', instruction: `FROM ${base}` },
      { layer: 'packages', instruction: runScript(`: ${salt} other; sleep 0.2`) },
      { layer: 'runtime', instruction: 'COPY --from=tools ["/made","/large","/"]' },
      { layer: 'code', instruction: 'COPY ["large","/app"]' },
    ];
    const large = `${salt}${'x'.repeat(5_000_000)}`;
    return planSteps(steps, {
      ...{ dialect, image: `celeriac-test/${salt}:1`, labels: toLabels({ plugin }) },
      files: [{ kind: 'text', path: 'large', text: large }],
    });
  }

  /** What there is of a build on the engine and its machine, besides the cache of BuildKit. */
  async function remains(salt: string): Promise<Record<string, readonly string[]>> {
    const labels = toLabels({ plugin });
    const [containers, images] = await Promise.all([
      engine.containers.list({ labels }),
      engine.images.list({ labels }),
    ]);
    return {
      containers: containers.map(({ id }) => id),
      images: images.map(({ id, tags }) => [id, ...tags].join(' ')),
      processes: listProcesses().filter((command) => command.includes(salt)),
      contexts: listContexts(dataRoot).filter((file) => readText(file).includes(salt)),
    };
  }

  test.each(['buildkit', 'classic'] as const)(
    `%s leaves nothing, at ${count} moments, and can be built then`,
    { timeout: 60_000 + count * 30_000 },
    async (dialect) => {
      const builder = createImageBuilder(engine);
      const random = createRandom(seed);
      const nothing = { containers: [], images: [], processes: [], contexts: [] };
      const begun = performance.now();
      const first = plan(dialect, randomBytes(6).toString('hex'));
      await Array.fromAsync(builder.build(first));
      const wholeMs = performance.now() - begun;
      await builder.remove({ plugin });

      const ends: string[] = [];
      for (let round = 0; round < count; round += 1) {
        const salt = randomBytes(6).toString('hex');
        const one = plan(dialect, salt);
        const afterMs = Math.round(random() * wholeMs * 1.05);
        const building = Array.fromAsync(
          builder.build(one, { signal: AbortSignal.timeout(afterMs) }),
        );
        const end = await building.then(
          () => 'built',
          ({ code, message }: Error & { code?: string }) => code ?? message,
        );
        ends.push(end);
        // One that was done before the moment came has its image, and nothing else.
        if (end === 'built') await builder.remove({ plugin });
        const where = `seed ${seed}, round ${round}, after ${afterMs} of ${Math.round(wholeMs)} ms: ${end}`;
        await expect
          .poll(() => remains(salt), { timeout: 20_000, message: where })
          .toEqual(nothing);
        if (round > 0) continue;
        const built = await Array.fromAsync(builder.build(one));
        expect(built.at(-1)).toMatchObject({ kind: 'built' });
        await builder.remove({ plugin });
      }
      expect(ends.filter((end) => end !== 'built' && end !== 'CANCELLED')).toEqual([]);
      expect(ends).toContain('CANCELLED');
    },
  );
});

/** A generator of numbers from 0 to 1 that begins with a seed: mulberry32. */
function createRandom(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function listProcesses(): readonly string[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.map((id) => readText(`/proc/${id}/cmdline`));
}

/** Dockerfiles in the engine's temporary folder, where the classic builder unpacks contexts. */
function listContexts(dataRoot: string): readonly string[] {
  const folder = join(dataRoot, 'tmp');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => join(folder, name, 'Dockerfile'));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

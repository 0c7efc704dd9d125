import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  BUILD_PLACE_SECRET,
  BUILD_PLACE_SECRET_FILE,
  type BuildEnvironment,
  type BuildEvent,
  type BuildPlan,
  type BuildStep,
  type ImageBuilder,
  toLabels,
} from '@celeriac/deployment';
import { connectEngine, type Engine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';

const services = inject('services');
const dialects = ['buildkit', 'classic'] as const;

describe.skipIf(!services.dockerHost || !services.baseImage)('an image builder', () => {
  const plugin = `Test ${randomBytes(4).toString('hex')}`;
  const labels = toLabels({ plugin, app: 'main' });
  const repository = `celeriac-test/${plugin.slice(5)}`;
  let engine: Engine;
  let builder: ImageBuilder;

  beforeAll(async () => {
    engine = await connectEngine({ host: services.dockerHost! });
    builder = createImageBuilder(engine);
  });

  afterAll(async () => {
    await builder.remove({ plugin });
    expect(await engine.images.list({ labels: toLabels({ plugin }) })).toEqual([]);
    await engine.close();
  });

  function planOf(
    dialect: BuildPlan['dialect'],
    change: {
      readonly tag?: string;
      readonly dependencies?: string;
      readonly code?: string;
      readonly base?: string;
    } = {},
  ): BuildPlan {
    const { base = services.baseImage!, dependencies = 'echo deps' } = change;
    // The salt keeps the engine's cache of one run from answering in another.
    const command = JSON.stringify(['/bin/sh', '-c', `: ${plugin}; ${dependencies}`]);
    const secret = dialect === 'classic' ? '' : `--mount=type=secret,id=${BUILD_PLACE_SECRET} `;
    const steps: BuildStep[] = [
      { layer: 'base', instruction: `FROM ${base} AS tools` },
      { layer: 'runtime', instruction: 'WORKDIR /place' },
      { layer: 'runtime', instruction: 'COPY ["build-environment/","/place/"]' },
      { layer: 'dependencies', instruction: `RUN ${secret}${command}` },
      { layer: 'base', instruction: `FROM ${base}` },
      { layer: 'runtime', instruction: 'COPY --from=tools ["/etc/passwd","/etc/passwd.tools"]' },
      { layer: 'code', instruction: 'COPY ["code/","/app/"]' },
    ];
    return {
      image: `${repository}:${change.tag ?? randomBytes(4).toString('hex')}`,
      dialect,
      dockerfile: 'Dockerfile',
      steps,
      files: [
        {
          kind: 'text',
          path: 'Dockerfile',
          text: steps.map(({ instruction }) => `${instruction}\n`).join(''),
        },
        { kind: 'text', path: 'code/main.py', text: change.code ?? 'x = 1\n' },
      ],
      labels: { ...labels, 'io.celeriac.manifest': '{"a":"$b \\"c\\""}' },
    };
  }

  function build(plan: BuildPlan, environment: BuildEnvironment = {}): Promise<BuildEvent[]> {
    return Array.fromAsync(builder.build(plan, { environment }));
  }

  /** Indexes of the steps of these layers that an engine did or took from its cache. */
  function cached(events: readonly BuildEvent[]): number[] {
    return events.flatMap((event) => (event.kind === 'cached' ? [event.index] : []));
  }

  test('the engine here has BuildKit', async () => {
    expect(await builder.kind()).toBe('buildkit');
  });

  describe.each(dialects)('in the dialect of %s', (dialect) => {
    test('builds, labels and tells; an equal build is cached, a code edit keeps the rest', async () => {
      const plan = planOf(dialect, { dependencies: 'echo deps; echo warn >&2', tag: dialect });
      expect(await builder.has(plan.image)).toBe(false);
      const first = await build(plan);
      expect(await builder.has(plan.image)).toBe(true);
      expect(first).toContainEqual({ kind: 'output', text: 'deps' });
      expect(first).toContainEqual({ kind: 'output', text: 'warn' });
      for (const [index, step] of plan.steps.entries()) {
        if (!/^(RUN|COPY)/.test(step.instruction)) continue;
        expect(first).toContainEqual({ kind: 'step', index: index + 1, total: 7, ...step });
      }
      const built = first.at(-1);
      const image = await engine.images.inspect(plan.image);
      expect(built).toMatchObject({ kind: 'built', image: plan.image, imageId: image.id });
      expect(image.labels).toMatchObject(plan.labels);

      const second = await build(plan);
      expect(cached(second)).toEqual(expect.arrayContaining([3, 4, 6, 7]));
      const last = second.at(-1);
      expect(last).toMatchObject({ kind: 'built', imageId: image.id });
      if (last?.kind === 'built') expect(last.cachedSteps).toBe(last.steps);

      const edited = await build(
        planOf(dialect, { dependencies: 'echo deps; echo warn >&2', code: `x = 2 # ${plugin}\n` }),
      );
      expect(cached(edited)).toEqual(expect.arrayContaining([3, 4, 6]));
      expect(cached(edited)).not.toContain(7);
    });

    test('a failing dependency is told with its step and its last lines', async () => {
      const plan = planOf(dialect, {
        dependencies: 'for i in $(seq 60); do echo line $i; done; echo "ERROR: nope 1.0"; exit 3',
      });
      await expect(build(plan)).rejects.toMatchObject({
        name: 'ImageBuildError',
        code: 'DEPENDENCY_FAILED',
        layer: 'dependencies',
        step: { index: 4 },
        message: expect.stringContaining('ERROR: nope 1.0'),
        lastLines: expect.arrayContaining(['line 60', 'ERROR: nope 1.0']),
      });
      expect(await builder.has(plan.image)).toBe(false);
    });

    test('a base image that is not there is named', async () => {
      const plan = planOf(dialect, { base: `localhost:1/${repository}:none` });
      await expect(build(plan)).rejects.toMatchObject({
        code: 'BASE_UNAVAILABLE',
        message: expect.stringContaining('localhost:1'),
      });
    });

    test('the place reaches the build, and no image', async () => {
      const plan = planOf(dialect, {
        dependencies:
          `. ${dialect === 'classic' ? '/place/place.sh' : BUILD_PLACE_SECRET_FILE}; ` +
          'echo "index $UV_DEFAULT_INDEX"; echo "proxy $HTTPS_PROXY $no_proxy"; ' +
          'wc -c < /place/ca-bundle.pem; ls /sys/class/net | tr "\\n" " "',
      });
      const events = await build(plan, {
        caBundleFile: import.meta.filename,
        indexUrl: 'https://index.example/simple',
        httpsProxy: 'http://me:s3cret@proxy.example:1',
        noProxy: 'localhost',
        network: 'none',
      });
      const text = events.flatMap((event) => (event.kind === 'output' ? [event.text.trim()] : []));
      expect(text).toContain('index https://index.example/simple');
      expect(text).toContain('proxy http://****@proxy.example:1 localhost');
      expect(Number(text.find((line) => /^\d+$/.test(line)))).toBeGreaterThan(1_000);
      expect(text).toContain('lo');
      const { labels: found } = await engine.images.inspect(plan.image);
      expect(JSON.stringify(found)).not.toContain('s3cret');
      await expect(build(plan, { caBundleFile: '/nowhere.pem' })).rejects.toMatchObject({
        code: 'CONTEXT_INVALID',
      });
    });

    test.each(['an abort', 'leaving'])('%s leaves no container and no image', async (how) => {
      const known = async () => ({
        images: (await engine.images.list({ labels })).map(({ id }) => id).toSorted(),
        // The classic builder's containers carry the labels of their stage.
        containers: (await engine.containers.list({ labels })).map(({ id }) => id),
      });
      const before = await known();
      const plan = planOf(dialect, { dependencies: `: ${how}; echo begun; sleep 60` });
      const controller = new AbortController();
      const building = (async () => {
        for await (const event of builder.build(plan, { signal: controller.signal })) {
          if (event.kind !== 'output' || event.text !== 'begun') continue;
          if (how === 'leaving') break;
          controller.abort();
        }
      })();
      const begun = performance.now();
      if (how === 'leaving') await building;
      else await expect(building).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(performance.now() - begun).toBeLessThan(15_000);
      expect(await builder.has(plan.image)).toBe(false);
      await expect.poll(known, { timeout: 5_000 }).toEqual(before);
    });
  });

  test('a build that takes too long is ended', async () => {
    const impatient = createImageBuilder(engine, { buildTimeoutMs: 1_000 });
    const plan = planOf('buildkit', { dependencies: ': late; sleep 60' });
    await expect(Array.fromAsync(impatient.build(plan))).rejects.toMatchObject({
      code: 'TIMEOUT',
      retryable: true,
    });
  });

  test('images in use, or of others, stay', async () => {
    const plan = planOf('buildkit', { code: 'used' });
    await build(plan);
    const foreign = `${repository}-foreign`;
    await engine.images.tag(services.baseImage!, { repository: foreign, tag: '1' });
    const id = await engine.containers.create({
      name: foreign.replace('/', '-'),
      image: plan.image,
    });
    try {
      expect(await builder.remove({ plugin: 'Someone else' })).toEqual([]);
      expect(await builder.remove({ plugin, app: 'other' })).toEqual([]);
      expect(await builder.remove({ plugin })).not.toContain(plan.image);
      expect(await builder.has(plan.image)).toBe(true);
      expect(await builder.has(`${foreign}:1`)).toBe(true);
    } finally {
      await engine.containers.remove(id);
      await engine.images.remove(`${foreign}:1`);
    }
    expect(await builder.remove({ plugin })).toContain(plan.image);
  });
});

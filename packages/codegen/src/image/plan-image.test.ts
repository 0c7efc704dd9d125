import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromManifest } from '@celeriac/signature';
import { MANIFEST_LABEL, type BuildPlan } from '@celeriac/deployment';
import { parseDockerfile } from '../../test/support/parse-dockerfile.ts';
import { condaApp, sampleApp, sampleFile, sampleOptions } from '../../test/support/sample-app.ts';
import { planImage } from './plan-image.ts';

const text = (plan: BuildPlan, path: string): string => {
  const file = plan.files.find((one) => one.path === path);
  return file?.kind === 'text' ? file.text : `no text at ${path}`;
};

test('the same input gives the same plan', () => {
  expect(planImage(sampleApp(), sampleOptions())).toEqual(planImage(sampleApp(), sampleOptions()));
});

test('the context has everything, sorted', () => {
  const paths = planImage(sampleApp(), sampleOptions()).files.map((file) => file.path);
  expect(paths).toEqual([
    'Dockerfile',
    'app/code/logic.py',
    'app/code/requirements.in',
    'app/functions.json',
    'app/main.py',
    'app/sbom.cdx.json',
    'dependencies/requirements.lock',
    'runtime/celeriac_worker/main.py',
  ]);
});

test('the steps are the lines of the Dockerfile', () => {
  const plan = planImage(sampleApp(), sampleOptions());
  expect(plan.steps.map((step) => `${step.instruction}\n`).join('')).toBe(text(plan, 'Dockerfile'));
});

test.each(['classic', 'buildkit'] as const)('%s: the code comes last and alone', (dialect) => {
  const plan = planImage(sampleApp(), sampleOptions({ dialect }));
  const code = plan.steps.filter((step) => step.layer === 'code');
  expect(plan.steps.at(-1)).toEqual({ layer: 'code', instruction: 'COPY ["app/","/opt/app/"]' });
  expect(code).toHaveLength(1);
});

test.each(['classic', 'buildkit'] as const)('%s: an old engine can build it', (dialect) => {
  const dockerfile = text(planImage(sampleApp(), sampleOptions({ dialect })), 'Dockerfile');
  expect(dockerfile).not.toMatch(/#\s*syntax|--link|<</);
  expect(dockerfile.includes('--mount')).toBe(dialect === 'buildkit');
});

test('an edit of the code changes the tag and no instruction', () => {
  const before = planImage(sampleApp(), sampleOptions());
  const files = [sampleFile('logic.py', '9'), sampleFile('requirements.in', '2')];
  const after = planImage(sampleApp({ files }), sampleOptions());
  expect(after.image).not.toBe(before.image);
  expect(text(after, 'Dockerfile')).toBe(text(before, 'Dockerfile'));
});

test('the tag depends on every input', () => {
  const container = { ...sampleApp().container, packages: ['libgomp1'] };
  const { runtime } = sampleOptions();
  const images = [
    planImage(sampleApp(), sampleOptions()),
    planImage(sampleApp(), sampleOptions({ pluginVersion: '1.2.4' })),
    planImage(sampleApp(), sampleOptions({ contract: 'fedcba9876543210' })),
    planImage(sampleApp(), sampleOptions({ baseImage: 'base:2' })),
    planImage(sampleApp(), sampleOptions({ dialect: 'buildkit' })),
    planImage(sampleApp(), sampleOptions({ uvVersion: '0.1.0' })),
    planImage(sampleApp(), sampleOptions({ lock: 'six==1.16.0\n' })),
    planImage(condaApp(), sampleOptions()),
    planImage(condaApp(), sampleOptions({ condaInstaller: 'mamba:2' })),
    planImage(condaApp(), sampleOptions({ condaInstaller: 'rattler' })),
    planImage(condaApp(), sampleOptions({ lock: '# conda: a/noarch/b-1-0.conda#0\n' })),
    planImage(sampleApp(), sampleOptions({ runtime: { ...runtime, files: [] } })),
    planImage(sampleApp({ container }), sampleOptions()),
    planImage(sampleApp({ functions: [] }), sampleOptions()),
  ].map((plan) => plan.image);
  expect(new Set(images).size).toBe(images.length);
  for (const image of images) expect(image).toMatch(/^celeriac\/demo\.my-app:[0-9a-f]{16}$/);
});

test('packages of conda are installed by their part of the lock, before those of an index', () => {
  const lock = '# conda: a/noarch/b-1-0.conda#0\n# conda: a/noarch/c-1-0.conda#1\nsix==1.17.0\n';
  const plan = planImage(condaApp(), sampleOptions({ dialect: 'buildkit', lock }));
  expect(text(plan, 'conda/conda.lock')).toBe('a/noarch/b-1-0.conda#0\na/noarch/c-1-0.conda#1\n');
  expect(text(plan, 'dependencies/requirements.lock')).toBe('six==1.17.0\n');
  const lines = plan.steps.map(({ instruction }) => instruction);
  const conda = lines.findIndex((line) => line.includes('conda.py micromamba'));
  expect(lines.slice(0, conda)).toContain('FROM mambaorg/micromamba:2.3.3 AS micromamba');
  expect(lines.slice(conda).join('\n')).toContain('uv pip install');
  const edited = planImage(
    condaApp(),
    sampleOptions({ dialect: 'buildkit', lock: `${lock}a==1\n` }),
  );
  expect(text(edited, 'conda/conda.lock')).toBe(text(plan, 'conda/conda.lock'));
});

test.each([
  ['rattler', 'FROM base:1 AS rattler', '"py-rattler==0.28.0"'],
  [
    'https://example.org/micromamba',
    'FROM base:1 AS micromamba',
    '"https://example.org/micromamba"',
  ],
  ['registry.example/mamba:2', 'FROM registry.example/mamba:2 AS micromamba', '"/bin/micromamba"'],
])('conda comes by %s', (condaInstaller, ...parts) => {
  const dockerfile = text(planImage(condaApp(), sampleOptions({ condaInstaller })), 'Dockerfile');
  for (const part of parts) expect(dockerfile).toContain(part);
});

test('an app of conda needs the build files of the runtime', () => {
  const { version, requirements, files } = sampleOptions().runtime;
  const runtime = { version, requirements, files };
  expect(() => planImage(condaApp(), sampleOptions({ runtime }))).toThrow('environment of conda');
});

test('Debian packages come before everything but the base', () => {
  const container = { ...sampleApp().container, packages: ['libgomp1', 'graphviz'] };
  const { steps } = planImage(sampleApp({ container }), sampleOptions({ dialect: 'buildkit' }));
  expect(steps[0]).toEqual({ layer: 'packages', instruction: 'FROM base:1 AS system' });
  expect(steps[1]?.instruction).toContain('"sh","graphviz","libgomp1"]');
  expect(steps.map((step) => step.instruction)).toContain('FROM system');
});

test('labels tell the owner and the signatures', () => {
  const { labels } = planImage(sampleApp(), sampleOptions());
  expect(labels).toMatchObject({
    'app.kubernetes.io/managed-by': 'celeriac',
    'app.kubernetes.io/part-of': 'Demo',
    'app.kubernetes.io/name': 'my_app',
    'org.opencontainers.image.version': '1.2.3',
  });
  const manifest = fromManifest(JSON.parse(labels[MANIFEST_LABEL] ?? ''));
  expect(manifest.value?.functions).toEqual(sampleApp().functions.map((one) => one.signature));
});

test('classic: every stage says whose it is', () => {
  const { steps } = planImage(sampleApp(), sampleOptions());
  const stages = steps.flatMap(({ instruction }, at) =>
    instruction.startsWith('FROM') ? [at] : [],
  );
  expect(stages).toHaveLength(4);
  for (const at of stages)
    expect(steps[at + 1]?.instruction).toBe(
      'LABEL "app.kubernetes.io/managed-by"="celeriac" "app.kubernetes.io/part-of"="Demo" "app.kubernetes.io/name"="my_app"',
    );
});

test('no version or path of a user reaches the Dockerfile, and names only as labels', () => {
  const toPlain = (plan: BuildPlan) =>
    parseDockerfile(text(plan, 'Dockerfile')).filter(({ name }) => name !== 'LABEL');
  const plain = toPlain(planImage(sampleApp(), sampleOptions()));
  const hostile = fc.string({ unit: fc.constantFrom(...'a$"\'\\[]{} #') });
  fc.assert(
    fc.property(hostile, hostile, (name, path) => {
      const app = sampleApp({
        name: `a${name}`,
        files: [sampleFile(`${path}.py`, '1'), sampleFile('requirements.in', '2')],
      });
      const plan = planImage(app, sampleOptions({ plugin: `b${name}`, pluginVersion: path }));
      expect(toPlain(plan)).toEqual(plain);
      expect(parseDockerfile(text(plan, 'Dockerfile'))[1]?.words).toEqual([
        'app.kubernetes.io/managed-by=celeriac',
        `app.kubernetes.io/part-of=b${name}`,
        `app.kubernetes.io/name=a${name}`,
      ]);
    }),
  );
});

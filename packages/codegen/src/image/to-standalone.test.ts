import { DockerfileParser, Label } from 'dockerfile-ast';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CodegenError } from '../codegen-error.ts';
import { condaApp, sampleApp, sampleFile, sampleOptions } from '../../test/support/sample-app.ts';
import { planImage } from './plan-image.ts';
import { planLock } from './plan-lock.ts';
import { toStandalone } from './to-standalone.ts';

const dockerfileOf = (files: ReturnType<typeof toStandalone>): string => {
  const file = files.find(({ path }) => path === 'Dockerfile');
  return file?.kind === 'text' ? file.text : '';
};

/** What a parser of others finds: one instruction a line, and which. */
function keywordsOf(text: string): readonly string[] {
  const instructions = DockerfileParser.parse(text).getInstructions();
  expect(instructions.map((one) => one.getRange().start.line)).toEqual(
    instructions.map((_, line) => line),
  );
  expect(instructions).toHaveLength(text.trimEnd().split('\n').length);
  return instructions.map((one) => one.getKeyword());
}

test('a context stands alone: its labels and the files of the place are in it', () => {
  const plan = planImage(sampleApp(), sampleOptions());
  const files = toStandalone(plan);
  expect(files.map(({ path }) => path)).toContain('build-environment/ca-bundle.pem');
  const lines = dockerfileOf(files).trimEnd().split('\n');
  expect(lines.at(-1)).toBe('COPY ["app/","/opt/app/"]');
  expect(lines.at(-2)).toMatch(/^LABEL .*"io\.celeriac\.manifest"="\{/);
  const label = DockerfileParser.parse(dockerfileOf(files)).getInstructions().at(-2);
  if (!(label instanceof Label)) throw new Error('no label before the last instruction');
  const found = Object.fromEntries(
    label.getProperties().map((one) => [one.getName(), one.getValue()]),
  );
  expect(found).toEqual(plan.labels);
});

const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'\\$"\'`{}[]*?#=,:-/ \t', '${x}', 'RUN ', 'FROM scratch', '# ', '--from='),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((c) => !/[\r\n\0]/.test(c)),
  ),
  minLength: 1,
  maxLength: 12,
});

/** A longer one is refused, as no resource may be named so. */
const shortName = hostile.map((text) => text.slice(0, 30));

test('by a parser of others: no name, version, path or text of a user becomes an instruction', () => {
  const bases = { pip: sampleApp(), conda: condaApp() };
  const container = { ...sampleApp().container, packages: ['libgomp1'] };
  const keywords = (dialect: 'classic' | 'buildkit', kind: keyof typeof bases) =>
    keywordsOf(
      dockerfileOf(
        toStandalone(planImage({ ...bases[kind], container }, sampleOptions({ dialect }))),
      ),
    );
  const ofKind = (kind: keyof typeof bases) => ({
    classic: keywords('classic', kind),
    buildkit: keywords('buildkit', kind),
  });
  const plain = { pip: ofKind('pip'), conda: ofKind('conda') };
  fc.assert(
    fc.property(
      fc.record({ name: shortName, path: hostile, version: hostile, text: hostile }),
      fc.constantFrom('classic' as const, 'buildkit' as const),
      fc.constantFrom('pip' as const, 'conda' as const),
      ({ name, path, version, text }, dialect, kind) => {
        const container = { ...sampleApp().container, packages: [text, version] };
        const code = [sampleFile(`${path}.py`, '1')];
        const app = { ...bases[kind], name: `a${name}`, container, files: code };
        const [first] = app.functions;
        const signature = { ...first!.signature, description: text };
        const functions = [{ ...first!, signature }];
        const options = sampleOptions({
          dialect,
          plugin: `b${name}`,
          pluginVersion: version,
          lock: `# conda: ${text}\n${text}`,
        });
        const files = toStandalone(planImage({ ...app, functions }, options));
        expect(keywordsOf(dockerfileOf(files))).toEqual(plain[kind][dialect]);
      },
    ),
    { numRuns: 200 },
  );
});

test('by a parser of others: an installer, a version and a base image are that, or refused', () => {
  const plain = keywordsOf(dockerfileOf(toStandalone(planImage(condaApp(), sampleOptions()))));
  fc.assert(
    fc.property(
      fc.oneof(
        hostile,
        hostile.map((text) => `https://${text}`),
        hostile.map((text) => `a:${text}`),
      ),
      fc.constantFrom('condaInstaller', 'baseImage', 'uvVersion'),
      (text, name) => {
        try {
          const plan = planImage(condaApp(), sampleOptions({ [name]: text }));
          const found = keywordsOf(dockerfileOf(toStandalone(plan)));
          expect(found.filter((keyword) => !plain.includes(keyword))).toEqual([]);
          // A download takes a stage more than an image that has it.
          if (!text.startsWith('https://')) expect(found).toEqual(plain);
        } catch (error) {
          expect(error).toBeInstanceOf(CodegenError);
        }
      },
    ),
  );
});

test('by a parser of others: neither do requirements and packages of conda, in locks', () => {
  const plain = keywordsOf(
    dockerfileOf(planLock(condaApp(), sampleOptions(), { moment: 'm' }).build.files),
  );
  fc.assert(
    fc.property(hostile, hostile, (one, other) => {
      const app = condaApp();
      if (app.dependencies.kind !== 'conda') throw new Error('no conda');
      const [known] = app.dependencies.packages;
      const packages = [{ ...known!, text: one }];
      const requirements = [{ ...known!, text: other }];
      const dependencies = { ...app.dependencies, packages, requirements, channels: [one] };
      const { build } = planLock({ ...app, dependencies }, sampleOptions(), { moment: 'm' });
      expect(keywordsOf(dockerfileOf(build.files))).toEqual(plain);
    }),
  );
});

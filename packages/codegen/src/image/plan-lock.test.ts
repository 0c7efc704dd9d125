import type { BuildPlan } from '@celeriac/deployment';
import { expect, test } from 'vitest';
import { condaApp, sampleApp, sampleFile, sampleOptions } from '../../test/support/sample-app.ts';
import { lockInputs, planLock } from './plan-lock.ts';

const text = ({ files }: BuildPlan, path: string): string | undefined => {
  const file = files.find((one) => one.path === path);
  return file?.kind === 'text' ? file.text : undefined;
};
const archive = {
  ...{ name: 'own', text: './own-1.0-py3-none-any.whl', path: 'own-1.0-py3-none-any.whl' },
  ...{ file: 'requirements.in', line: 2, span: { start: 0, end: 1 } },
};

test('a lock is made of what worker and app ask for, and of archives', () => {
  const app = sampleApp();
  if (app.dependencies.kind !== 'pip') throw new Error('no pip');
  const hashes = [`sha256:${'0'.repeat(64)}`];
  const [six] = app.dependencies.requirements;
  const requirements = [{ ...six!, hashes }, archive];
  const withArchive = {
    ...app,
    files: [...app.files, sampleFile(archive.path, '4')],
    dependencies: { ...app.dependencies, requirements, constraints: [{ ...six!, text: 'six<2' }] },
  };
  const { build, output } = planLock(withArchive, sampleOptions(), { moment: 'm', previous: 'p' });
  expect(output).toBe('/build/requirements.lock');
  expect(text(build, 'lock/celeriac-worker.in')).toBe('celery>=5.5,<6\n');
  expect(text(build, 'lock/app.in')).toBe(
    `six==1.17.0 --hash=${hashes[0]}\n./own-1.0-py3-none-any.whl\n`,
  );
  expect(text(build, 'lock/constraints.in')).toBe('six<2\n');
  expect(text(build, 'lock/requirements.lock')).toBe('p');
  expect(build.files.map(({ path }) => path)).toContain('lock/own-1.0-py3-none-any.whl');
  expect(build.image).toBe('celeriac/demo.my-app.lock:m');
});

test('the Python of a conda environment is the one that is asked for, or given', () => {
  const { build } = planLock(condaApp(), sampleOptions(), { moment: 'm' });
  const environment = JSON.parse(text(build, 'conda/environment.yaml') ?? '') as unknown;
  expect(environment).toEqual({ channels: ['defaults'], dependencies: ['python=3.11'] });
  const app = condaApp();
  if (app.dependencies.kind !== 'conda') throw new Error('no conda');
  const bare = { ...app, dependencies: { ...app.dependencies, packages: [] } };
  const other = planLock(bare, sampleOptions({ python: '3.12' }), { moment: 'm' });
  expect(text(other.build, 'conda/environment.yaml')).toContain('"python=3.12"');
});

test('the inputs of a lock are what is asked for, and not how it is written down', () => {
  const app = sampleApp();
  const before = lockInputs(app, sampleOptions());
  const { runtime } = sampleOptions();
  expect(before).toMatch(/^sha256:[0-9a-f]{64}$/);
  if (app.dependencies.kind !== 'pip') throw new Error('no pip');
  const [six] = app.dependencies.requirements;
  const asking = (...requirements: (typeof archive)[]) =>
    sampleApp({
      files: [sampleFile(archive.path, '4')],
      dependencies: { ...app.dependencies, requirements } as typeof app.dependencies,
    });
  expect(lockInputs(asking({ ...archive, ...six!, line: 9 }), sampleOptions())).not.toBe(before);
  const moved = { ...app.dependencies, requirements: [{ ...six!, line: 9 }] };
  expect(lockInputs(sampleApp({ dependencies: moved }), sampleOptions())).toBe(before);
  const others = [
    lockInputs(app, sampleOptions({ python: '3.12' })),
    lockInputs(app, sampleOptions({ runtime: { ...runtime, requirements: ['celery'] } })),
    lockInputs(sampleApp({ dependencies: { kind: 'none' } }), sampleOptions()),
    lockInputs(condaApp(), sampleOptions()),
    lockInputs(asking(archive), sampleOptions()),
    before,
  ];
  expect(new Set(others).size).toBe(others.length);
});

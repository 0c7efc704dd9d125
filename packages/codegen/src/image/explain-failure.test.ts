import { expect, test } from 'vitest';
import { sampleApp, sampleOptions } from '../../test/support/sample-app.ts';
import { explainFailure } from './explain-failure.ts';

function explain(asked: readonly string[], output: string) {
  const requirements = asked.map((text, index) => ({
    ...{ text, name: /^[\w.-]+/.exec(text)?.[0] ?? '', file: 'requirements.in' },
    ...{ line: index + 1, span: { start: index, end: index + 1 } },
  }));
  const file = 'requirements.in';
  const dependencies = { kind: 'pip' as const, file, requirements, constraints: [] };
  const app = sampleApp({ dependencies });
  const { runtime } = sampleOptions();
  return explainFailure({ app, shown: 'python/my_app', runtime, lines: output.split('\n') });
}

const HEAD = 'error: No solution found when resolving dependencies\n  cause: ';

test('a name that the index does not know is told at its line', () => {
  const [told, ...others] = explain(
    ['six', 'numpyy>=1'],
    `${HEAD}Because numpyy was not found in the package registry and you require numpyy>=1, we can conclude that your requirements are unsatisfiable.`,
  );
  expect(others).toEqual([]);
  expect(told).toMatchObject({
    code: 'unknown-package',
    file: 'python/my_app/requirements.in',
    span: { start: 1, end: 2 },
    message: expect.stringMatching(/^No version of "numpyy" is on the index/),
  });
});

test('a version that there is none of', () => {
  const [told] = explain(
    ['Flask>=99', 'flask-cors'],
    `${HEAD}Because only flask<=3.1.3 is available and you require flask>=99, we can conclude that your requirements are unsatisfiable.`,
  );
  expect(told).toMatchObject({ code: 'no-such-version', span: { start: 0, end: 1 } });
  expect(told?.message).toContain('that fits "Flask>=99"');
});

test('a conflict with the worker names both sides', () => {
  const [told] = explain(
    ['six', 'celery==4.4.0'],
    `${HEAD}Because you require celery>=5.5,<6 and celery==4.4.0, we can conclude that your requirements are unsatisfiable.`,
  );
  expect(told?.code).toBe('dependency-conflict');
  expect(told?.message).toContain(
    'celery==4.4.0 (requirements.in:2), celery>=5.5,<6 (the worker). Because you require',
  );
});

test('a conflict of two lines relates the second', () => {
  const [told] = explain(
    ['requests==2.31', 'urllib3<1.20'],
    `${HEAD}Because requests==2.31.0 depends on urllib3>=1.21.1,<3 and you require requests==2.31, we can conclude that you require urllib3>=1.21.1,<3.\n         And because you require urllib3<1.20, we can conclude that your requirements are unsatisfiable.`,
  );
  expect(told).toMatchObject({
    code: 'dependency-conflict',
    span: { start: 0, end: 1 },
    related: [{ message: 'urllib3<1.20', span: { start: 1, end: 2 } }],
  });
});

test('a package that has to be built and cannot be', () => {
  const [told] = explain(
    ['uwsgi'],
    'error: Failed to build `uwsgi==2.0.31`\n  cause: Call to `setuptools.build_meta.build_wheel` failed\n Exception: you need a C compiler to build uWSGI',
  );
  expect(told?.code).toBe('dependency-build-failed');
  expect(told?.message).toContain('you need a C compiler');
});

test('what is no failure of a dependency is left to others', () => {
  const output =
    'error: Request failed after 1 retry\n  cause: Failed to fetch: http://x/simple/six/';
  expect(explain(['six'], output)).toEqual([]);
});

function explainConda(asked: readonly string[], output: string) {
  const packages = asked.map((text, index) => ({
    ...{ text, name: /^[\w.-]+/.exec(text)?.[0] ?? '', file: 'environment.yaml' },
    ...{ line: index + 3, span: { start: index, end: index + 1 } },
  }));
  const file = 'environment.yaml';
  const dependencies = { kind: 'conda' as const, file, channels: [], packages, requirements: [] };
  const { runtime } = sampleOptions();
  const app = sampleApp({ dependencies });
  return explainFailure({ app, shown: 'python/my_app', runtime, lines: output.split('\n') });
}

const RATTLER =
  'error: could not solve for the packages of conda\nCannot solve the request because of: ';
const MAMBA = 'error    libmamba Could not solve for environment specs\n    ';

test.each([
  [`${RATTLER}No candidates were found for numpyy *.\n`, 'unknown-package', 'numpyy'],
  [`${RATTLER}No candidates were found for python 2.7.*.\n`, 'no-such-version', 'python=2.7'],
  [
    `${MAMBA}The following package could not be installed\n    └─ numpyy =* * does not exist (perhaps a typo or a missing channel).`,
    'unknown-package',
    'numpyy',
  ],
])('%j of conda is told at its line', (output, code, name) => {
  const [told, ...others] = explainConda(['python=2.7', 'numpyy', 'scipy'], output);
  expect(others).toEqual([]);
  expect(told).toMatchObject({ code, file: 'python/my_app/environment.yaml' });
  expect(told?.message).toContain(`"${name}"`);
});

test('packages of conda that do not go together are both named', () => {
  const output = `${RATTLER}picky * cannot be installed because there are no viable options:\n└─ picky 1.0 would require\n   └─ markupsafe <2, for which no candidates were found.`;
  const [told] = explainConda(['markupsafe>=3', 'picky'], output);
  expect(told).toMatchObject({ code: 'dependency-conflict', related: [{ message: 'picky' }] });
  expect(told?.message).toContain('markupsafe>=3 (environment.yaml:3), picky (environment.yaml:4)');
});

test('what conda has installed, and the worker cannot live with, is a conflict with it', () => {
  const output = `${HEAD}Because you require click==7.0 and celery>=5.5 depends on click>=8.1.2, we can conclude that celery>=5.5 cannot be used.\n And because you require celery>=5.5,<6, we can conclude that your requirements are unsatisfiable.`;
  const [told] = explainConda(['click=7'], output);
  expect(told?.code).toBe('dependency-conflict');
  expect(told?.message).toContain('click=7 (environment.yaml:3), celery>=5.5,<6 (the worker)');
});

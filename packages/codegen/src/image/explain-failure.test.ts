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

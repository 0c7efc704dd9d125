import { expect, test } from 'vitest';
import type { BuildPlan } from '@celeriac/deployment';
import { createRedaction, renderPlace, toBuildArguments } from './build-arguments.ts';
import { toBuildFailure } from './build-failure.ts';

const plan: BuildPlan = {
  image: 'celeriac/demo.main:1',
  dialect: 'buildkit',
  dockerfile: 'Dockerfile',
  files: [],
  steps: [
    { layer: 'base', instruction: 'FROM nowhere:1' },
    { layer: 'dependencies', instruction: 'RUN ["pip","install"]' },
    { layer: 'packages', instruction: 'RUN ["apt-get","install"]' },
    { layer: 'code', instruction: 'COPY ["app","/app"]' },
  ],
  labels: {},
};

test('a failure names the step, its layer and the line that says most', () => {
  const lastLines = ['Collecting nope', 'ERROR: No matching distribution found for nope', 'hint'];
  const error = toBuildFailure(plan, 'exit code: 1', { index: 2, lastLines });
  expect(error).toMatchObject({
    code: 'DEPENDENCY_FAILED',
    layer: 'dependencies',
    step: { index: 2, instruction: 'RUN ["pip","install"]' },
    lastLines,
    retryable: false,
  });
  expect(error.message).toBe(
    'The image celeriac/demo.main:1 could not be built in step 2/4 (dependencies), RUN ["pip","install"]: ERROR: No matching distribution found for nope',
  );
});

test.each([
  [1, 'pull access denied for nowhere', 'BASE_UNAVAILABLE'],
  [undefined, 'pull access denied for nowhere', 'BASE_UNAVAILABLE'],
  [2, 'write /x: no space left on device', 'NO_SPACE'],
  [2, 'error sending request for url (http://nowhere.invalid/simple/)', 'INDEX_UNREACHABLE'],
  [3, 'E: Unable to locate package nope', 'PACKAGE_FAILED'],
  [3, 'Certificate verification failed: The certificate is NOT trusted.', 'INDEX_UNREACHABLE'],
  [4, '"/app" not found', 'BUILD_FAILED'],
  [undefined, 'dockerfile parse error line 1', 'BUILD_FAILED'],
])('step %s failing with "%s" is %s', (index, reason, code) => {
  const failure = { ...(index === undefined ? {} : { index }), lastLines: [] };
  const error = toBuildFailure(plan, reason, failure);
  expect(error.code).toBe(code);
  expect(error.message).toContain(reason);
});

test('of an index that does not answer, its address is told', () => {
  const lastLines = [
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'ReadTimeoutError(\"HTTPConnectionPool(host='index.example', port=80): Read timed out.\")': /simple/uv/",
    'ERROR: No matching distribution found for uv==0.13.9',
  ];
  const error = toBuildFailure(plan, 'exit code: 1', { index: 2, lastLines });
  expect(error).toMatchObject({ code: 'INDEX_UNREACHABLE', retryable: true });
  expect(error.message).toContain("host='index.example'");
});

test('a place is told by arguments, and its passwords by nothing', () => {
  const environment = {
    indexUrl: 'https://me:s3cret@index.example/simple',
    httpProxy: 'http://proxy.example:3128',
    noProxy: 'localhost',
  };
  expect(toBuildArguments(environment)).toEqual({
    HTTP_PROXY: environment.httpProxy,
    http_proxy: environment.httpProxy,
    NO_PROXY: 'localhost',
    no_proxy: 'localhost',
  });
  expect(renderPlace({ ...environment, findLinks: "it's" })).toBe(
    `export PIP_INDEX_URL='${environment.indexUrl}'\nexport UV_DEFAULT_INDEX='${environment.indexUrl}'\n` +
      "export PIP_FIND_LINKS='it'\\''s'\nexport UV_FIND_LINKS='it'\\''s'\n",
  );
  expect(createRedaction(environment)(`from ${environment.indexUrl}/x`)).toBe(
    'from https://****@index.example/simple/x',
  );
});

import { expect, test } from 'vitest';
import type { BuildStep } from '@celeriac/deployment';
import { StepMatcher } from './step-matcher.ts';

const steps = [
  'FROM celeriac-base:python3.11 AS tools',
  'RUN ["pip","install","a b"]',
  'FROM celeriac-base:python3.11',
  'COPY --from=tools ["/venv","/venv"]',
  'COPY ["app/","/app/"]',
  'RUN ["python","-m","compileall"]',
].map((instruction): BuildStep => ({ layer: 'code', instruction }));

test('a builder may fill in, unquote and pin; each step is found once', () => {
  const matcher = new StepMatcher(steps);
  expect(matcher.match('FROM docker.io/library/celeriac-base:python3.11@sha256:12')).toBe(1);
  expect(matcher.match('COPY [app/, /app/]')).toBe(5);
  expect(matcher.match('RUN [python -m compileall]')).toBe(6);
  expect(matcher.match("RUN ['pip', 'install', 'a b']")).toBe(2);
  expect(matcher.match('COPY --from=tools [/venv, /venv]')).toBe(4);
  expect(matcher.match('LABEL a=b')).toBeUndefined();
  expect(matcher.match('RUN something else')).toBeUndefined();
});

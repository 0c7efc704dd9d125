import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDockerfile } from '../../test/support/parse-dockerfile.ts';
import { CodegenError } from '../codegen-error.ts';
import type { Instruction } from './instruction.ts';
import { renderDockerfile } from './render-dockerfile.ts';

const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'\\$"\'`{}[]*?#=,:-/ \t\n\r', '${x}', '\\\n', 'RUN ', '# '),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  minLength: 1,
  maxLength: 12,
});
const noNul = hostile.filter((text) => !text.includes('\0'));
const oneLine = noNul.filter((text) => !/[\r\n]/.test(text));

const instruction: fc.Arbitrary<Instruction> = fc.oneof(
  fc.record({ kind: fc.constant('run' as const), argv: fc.array(noNul, { minLength: 1 }) }),
  fc.record({ kind: fc.constant('cmd' as const), argv: fc.array(noNul, { minLength: 1 }) }),
  fc.record({
    kind: fc.constant('copy' as const),
    sources: fc.array(noNul, { minLength: 1, maxLength: 3 }),
    target: noNul,
  }),
  fc.record({ kind: fc.constant('workdir' as const), path: oneLine.map((path) => `/${path}/x`) }),
  fc.record({ kind: fc.constant('env' as const), values: fc.record({ A: oneLine, B_2: oneLine }) }),
  fc.record({
    kind: fc.constant('label' as const),
    values: fc.record({ 'a.b/c': oneLine, d: oneLine }),
  }),
);

test('no text becomes an instruction, expands, or is lost', () => {
  fc.assert(
    fc.property(fc.array(instruction), (instructions) => {
      expect(parseDockerfile(renderDockerfile(instructions))).toEqual(instructions.map(toParsed));
    }),
    { numRuns: 500 },
  );
});

function toParsed(one: Instruction): unknown {
  const name = one.kind.toUpperCase();
  if (one.kind === 'run' || one.kind === 'cmd') return { name, flags: [], words: one.argv };
  if (one.kind === 'copy') {
    const sources = one.sources.map((source) => source.replaceAll(/[\\*?[\]]/g, '\\$&'));
    return { name, flags: [], words: [...sources, one.target] };
  }
  if (one.kind === 'workdir') return { name, flags: [], words: [one.path] };
  if (one.kind !== 'env' && one.kind !== 'label') throw new Error(`not generated: ${one.kind}`);
  return {
    name,
    flags: [],
    words: Object.entries(one.values).map(([key, value]) => `${key}=${value}`),
  };
}

test('each instruction has its form', () => {
  expect(
    renderDockerfile([
      { kind: 'from', image: 'registry.example:5000/python:3.12-slim', stage: 'tools' },
      { kind: 'copy', from: 'tools', sources: ['/a b'], target: '/c' },
      {
        kind: 'run',
        argv: ['true'],
        mounts: [
          { kind: 'cache', target: '/cache' },
          { kind: 'bind', from: 'tools', source: 'place', target: '/place' },
          { kind: 'secret', id: 'place' },
        ],
      },
      { kind: 'user', uid: 65532, gid: 65532 },
      { kind: 'stopsignal', signal: 'SIGTERM' },
      {
        kind: 'healthcheck',
        argv: ['true'],
        intervalSeconds: 15,
        timeoutSeconds: 5,
        startPeriodSeconds: 60,
        retries: 3,
      },
    ]),
  ).toBe(`FROM registry.example:5000/python:3.12-slim AS tools
COPY --from=tools ["/a b","/c"]
RUN --mount=type=cache,target=/cache --mount=type=bind,from=tools,source=place,target=/place --mount=type=secret,id=place ["true"]
USER 65532:65532
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 CMD ["true"]
`);
});

test.each([
  ['a base image with an instruction in it', { kind: 'from', image: 'python\nRUN evil' }],
  ['a base image with a variable', { kind: 'from', image: 'python:$TAG' }],
  ['a base image with a stage', { kind: 'from', image: 'python AS final' }],
  ['a directory with a line break', { kind: 'workdir', path: '/a\nRUN evil' }],
  ['a variable with a line break', { kind: 'env', values: { A: 'b\nRUN evil' } }],
  ['a label with a line break', { kind: 'label', values: { a: 'b\nRUN evil' } }],
  ['a variable name with a space', { kind: 'env', values: { 'A B': 'c' } }],
  ['a command with NUL', { kind: 'run', argv: ['\0'] }],
  [
    'a mount with an option',
    { kind: 'run', argv: [], mounts: [{ kind: 'cache', target: '/a,uid=0' }] },
  ],
  [
    'a secret with an option',
    { kind: 'run', argv: [], mounts: [{ kind: 'secret', id: 'a,target=/b' }] },
  ],
] satisfies readonly (readonly [string, Instruction])[])('refuses %s', (_, one) => {
  expect(() => renderDockerfile([one])).toThrow(CodegenError);
});

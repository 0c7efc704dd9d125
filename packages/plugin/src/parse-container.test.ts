import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CONTAINER_KEYS, CONTAINER_SCHEMA } from './container-keys.ts';
import { parseContainer } from './parse-container.ts';

const file = 'python/app/container.json';
const parse = (json: unknown): ReturnType<typeof parseContainer> =>
  parseContainer(typeof json === 'string' ? json : JSON.stringify(json), { file });
/** `code` and the text that is underlined. */
const told = (text: string): unknown =>
  parse(text).diagnostics.map(({ code, span }) => `${code} ${text.slice(span?.start, span?.end)}`);

const DEFAULTS = {
  cpu: 1,
  memoryMiB: 512,
  gpu: 0,
  onDemand: false,
  shutdownTimeoutMinutes: null,
  storageGiB: 21,
  shmSizeMiB: 64,
  env: {},
  concurrency: 2,
  replicas: { min: 1, max: 1 },
  warm: 0,
  packages: [],
  network: 'internet',
};

test('every default is filled in', () => {
  expect(parse({})).toEqual({ value: DEFAULTS, diagnostics: [] });
});

test('every key is read, with a byte order mark too', () => {
  const json = {
    $schema: './container.schema.json',
    cpu: 1.7,
    memory: 1024,
    gpu: 1,
    on_demand: true,
    shutdown_timeout: 5,
    storage: 30,
    shm_size: 128,
    env: { A_1: 'x', TOKEN: '${secret:TOKEN}' },
    python: '3.12',
    replicas: { min: 0, max: 4 },
    warm: 1,
    packages: ['libgomp1', 'g++'],
    image: 'ghcr.io/me/app:1',
    timeout: 60,
    softTimeout: 0.5,
    maxCallsPerProcess: 1000,
    maxMemoryPerProcess: 400,
    network: ['example.org:443'],
  };
  expect(parse(`\ufeff${JSON.stringify(json)}`)).toEqual({
    value: {
      cpu: 1.7,
      memoryMiB: 1024,
      gpu: 1,
      onDemand: true,
      shutdownTimeoutMinutes: 5,
      storageGiB: 30,
      shmSizeMiB: 128,
      env: { A_1: 'x', TOKEN: '${secret:TOKEN}' },
      python: '3.12',
      concurrency: 3,
      replicas: { min: 0, max: 4 },
      warm: 1,
      packages: ['libgomp1', 'g++'],
      image: 'ghcr.io/me/app:1',
      timeoutSeconds: 60,
      softTimeoutSeconds: 0.5,
      maxCallsPerProcess: 1000,
      maxMemoryPerProcessMiB: 400,
      network: ['example.org:443'],
    },
    diagnostics: [],
  });
});

test.each([
  ['{"cpu": 1,}', ['invalid-json }']],
  ['{"cpu": 1', ['invalid-json ']],
  ['{cpu: 1}', ['invalid-json cpu']],
  ['// no\n{"cpu": 1}', ['invalid-json // no']],
  ['{"cpu": 1 "memory": 512}', ['invalid-json "memory"']],
  ['', ['invalid-json ']],
  ['[]', ['wrong-type []']],
  ['{"cpu": 1, "cpu": 2}', ['duplicate-key "cpu"']],
  ['{"cpu": 0.5}', ['out-of-range 0.5']],
  ['{"cpu": "1"}', ['wrong-type "1"']],
  ['{"cpu": 1e999}', ['out-of-range 1e999']],
  ['{"memory": 512.5}', ['wrong-type 512.5']],
  ['{"memory": null}', ['wrong-type null']],
  ['{"shutdown_timeout": null}', []],
  ['{"shutdown_timeout": 0}', ['out-of-range 0']],
  ['{"on_demand": "true"}', ['wrong-type "true"']],
  [
    '{"env": {"A": 1, "B-C": "x", "CELERIAC_X": ""}}',
    ['wrong-type 1', 'invalid-value "B-C"', 'invalid-value "CELERIAC_X"'],
  ],
  ['{"python": 3.12}', ['wrong-type 3.12']],
  ['{"python": "2.7"}', ['invalid-value "2.7"']],
  ['{"replicas": {"min": 3, "max": 2}}', ['out-of-range "replicas"']],
  ['{"replicas": {"min": 3}}', ['missing-key {"min": 3}']],
  ['{"replicas": {"min": 1, "maximum": 2, "max": 3}}', ['unknown-key "maximum"']],
  ['{"packages": ["libgomp1", "a; rm -rf /", 3]}', ['invalid-value "a; rm -rf /"', 'wrong-type 3']],
  ['{"image": "a b"}', ['invalid-value "a b"']],
  ['{"network": "intranet"}', ['invalid-value "intranet"']],
  [
    '{"network": ["db:5432", "db", "db:70000"]}',
    ['invalid-value "db"', 'invalid-value "db:70000"'],
  ],
  ['{"timeout": 1, "softTimeout": 2}', ['out-of-range "softTimeout"']],
  ['{"timeout": 0}', ['out-of-range 0']],
  ['{"__proto__": 1, "toString": 2}', ['unknown-key "__proto__"', 'unknown-key "toString"']],
  [
    '{"env": {}, "environmentVars": {}}',
    ['deprecated-key "environmentVars"', 'duplicate-key "environmentVars"'],
  ],
])('%s', (text, expected) => {
  expect(told(text)).toEqual(expected);
});

test('all problems come at once, and what is right counts', () => {
  const { value, diagnostics } = parse('{"memory": 1024, "cpu": 0, "timeout_minutes": 3}');
  expect(value).toEqual({ ...DEFAULTS, memoryMiB: 1024 });
  expect(diagnostics.map(({ message }) => message)).toEqual([
    '"cpu" must be a number from 1 to 1024, not 0.',
    expect.stringMatching(/^There is no key "timeout_minutes"\. Known keys: \$schema, cpu, memory/),
  ]);
});

test('an unknown key has the nearest one as its fix', () => {
  const text = '{"memroy": 512}';
  const [diagnostic] = parse(text).diagnostics;
  expect(diagnostic).toMatchObject({
    code: 'unknown-key',
    severity: 'error',
    file,
    message: 'There is no key "memroy". Did you mean "memory"?',
    fix: { edits: [{ span: { start: 1, end: 9 }, newText: '"memory"' }] },
  });
});

test('the old name of env is taken with a warning', () => {
  const { value, diagnostics } = parse({ environmentVars: { A: 'b' } });
  expect(value.env).toEqual({ A: 'b' });
  expect(diagnostics).toMatchObject([{ code: 'deprecated-key', severity: 'warning' }]);
});

test('the published JSON Schema is the table of the reader, with its defaults', () => {
  const path = new URL('../schema/container.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(CONTAINER_SCHEMA);
  const defaults = Object.entries(CONTAINER_KEYS).flatMap(([key, schema]) =>
    'default' in schema ? [[key, schema.default]] : [],
  );
  expect(parse(Object.fromEntries(defaults) as object).value).toEqual(DEFAULTS);
  for (const schema of Object.values(CONTAINER_KEYS)) expect(schema.description).toMatch(/\.$/);
});

import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDockerCredentials } from './docker-credentials.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'celeriac-docker-config-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

async function find(config: unknown, host: string) {
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  await writeFile(join(directory, 'config.json'), text);
  return await createDockerCredentials(directory)(host);
}

/** A helper on the path that runs a shell's script. */
async function addHelper(name: string, script: string): Promise<void> {
  const file = join(directory, `docker-credential-${name}`);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  vi.stubEnv('PATH', `${directory}:${process.env['PATH']}`);
}

const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });
const login = (username: string, password: string) => ({ kind: 'password', username, password });

test('the entry of the host is taken, however its key is written', async () => {
  const auths = {
    'registry.example:5000': auth('me:a:b'),
    'https://old.example/v1/': auth('old:pw'),
    'https://index.docker.io/v1/': auth('hub:pw'),
    'token.example': { identitytoken: 'abc' },
    'empty.example': {},
  };
  expect(await find({ auths }, 'registry.example:5000')).toEqual(login('me', 'a:b'));
  expect(await find({ auths }, 'old.example')).toEqual(login('old', 'pw'));
  expect(await find({ auths }, 'docker.io')).toEqual(login('hub', 'pw'));
  expect(await find({ auths }, 'token.example')).toEqual({ kind: 'token', identityToken: 'abc' });
  for (const host of ['empty.example', 'registry.example', 'other.example'])
    expect(await find({ auths }, host)).toBeUndefined();
});

test('a helper of the host comes first, the store of all others last', async () => {
  await addHelper('one', 'read host; echo "{\\"Username\\":\\"one\\",\\"Secret\\":\\"$host\\"}"');
  await addHelper('all', 'echo \'{"Username":"<token>","Secret":"t"}\'');
  await addHelper('none', 'echo credentials not found in native keychain; exit 1');
  const auths = { 'a.example': auth('file:pw'), 'b.example': auth('file:pw') };
  const config = { auths, credHelpers: { 'a.example': 'one' }, credsStore: 'all' };
  expect(await find(config, 'a.example')).toEqual(login('one', 'a.example'));
  expect(await find(config, 'b.example')).toEqual(login('file', 'pw'));
  expect(await find(config, 'c.example')).toEqual({ kind: 'token', identityToken: 't' });
  expect(await find({ credsStore: 'none' }, 'c.example')).toBeUndefined();
});

test('no file is no login; what cannot be used is told, without what it says', async () => {
  expect(await createDockerCredentials(join(directory, 'none'))('a.example')).toBeUndefined();
  await addHelper('broken', 'echo s3cret');
  await addHelper('failing', 'echo no keychain here; exit 2');
  const unreadable = { code: 'CREDENTIALS_UNREADABLE', remedy: expect.any(String) };
  for (const config of ['{', { credsStore: 'broken' }, { credsStore: '../x' }]) {
    const failure = await find(config, 'a.example').catch((error: unknown) => error);
    expect(failure).toMatchObject(unreadable);
    expect(String(failure)).not.toContain('s3cret');
  }
  await expect(find({ credsStore: 'not-there' }, 'a.example')).rejects.toMatchObject(unreadable);
  await expect(find({ credsStore: 'failing' }, 'a.example')).rejects.toThrow('no keychain here');
});

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../host/run-command.ts';
import { prepareGo } from './find-go.ts';

/** Versity's gateway: S3 over a directory, Apache-2.0. */
const version = 'v1.8.0';
const module = 'github.com/versity/versitygw/cmd/versitygw';

/** Where the built server lies in a cache. */
export function s3ServerFile(cache: string): string {
  return join(cache, 's3', `versitygw-${version}`);
}

/**
 * Builds the S3 server through Go's module proxy, unless the cache has it; resolves to its file. What is downloaded for
 * it is removed again.
 */
export async function buildS3Server(cache: string, log: (line: string) => void): Promise<string> {
  const file = s3ServerFile(cache);
  if (existsSync(file)) return file;
  const home = join(cache, 's3', 'go');
  mkdirSync(home, { recursive: true });
  try {
    const { go, env } = await prepareGo(home, log);
    log(`s3: building versitygw ${version}, which takes minutes once`);
    const build = [go, 'install', '-trimpath', '-ldflags=-s -w', `${module}@${version}`];
    await runCommand(build, { env: { ...env, GOBIN: home }, cwd: home, timeoutMs: 20 * 60_000 });
    renameSync(join(home, 'versitygw'), file);
    return file;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

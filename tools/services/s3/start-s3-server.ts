import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chooseFreePorts } from '../host/free-ports.ts';
import { accepts } from '../rabbitmq/rabbitmq-readiness.ts';
import { endChild, isRunning } from '../host/end-child.ts';

/** A running S3 server with one bucket; its data goes with it. */
export interface S3ServerHandle extends AsyncDisposable {
  /** `http://key:secret@127.0.0.1:port/bucket`. */
  readonly url: string;
  /** The folder that the bucket's objects lie in, one file each. */
  readonly bucketDirectory: string;
  readonly pid: number;
}

const bucket = 'celeriac-test';

/** Starts the server that `buildS3Server` made on 127.0.0.1 and, for containers, on the other addresses given. */
export async function startS3Server(
  program: string,
  { listenHosts = [] }: { readonly listenHosts?: readonly string[] } = {},
): Promise<S3ServerHandle> {
  const directory = mkdtempSync(join(tmpdir(), 'celeriac-s3-'));
  const [data, sidecar] = [join(directory, 'data'), join(directory, 'meta')];
  const bucketDirectory = join(data, bucket);
  for (const part of [bucketDirectory, sidecar]) mkdirSync(part, { recursive: true });
  const [port] = await chooseFreePorts(1);
  const [key, secret] = [randomBytes(8).toString('hex'), randomBytes(16).toString('hex')];
  const hosts = [...new Set(['127.0.0.1', ...listenHosts])];
  const listen = hosts.flatMap((host) => ['--port', `${host}:${port}`]);
  const store = ['posix', '--sidecar', sidecar, data];
  const server = spawn(program, [...listen, '--quiet', '--keep-alive', ...store], {
    env: { ...process.env, ROOT_ACCESS_KEY: key, ROOT_SECRET_KEY: secret },
    cwd: directory,
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  server.on('error', () => {});
  const stop = async (): Promise<void> => {
    await endChild(server);
    rmSync(directory, { recursive: true, force: true });
  };
  const deadline = Date.now() + 30_000;
  while (isRunning(server) && Date.now() < deadline) {
    if (await accepts('127.0.0.1', port!)) {
      const url = `http://${key}:${secret}@127.0.0.1:${port}/${bucket}`;
      return { url, bucketDirectory, pid: server.pid!, [Symbol.asyncDispose]: stop };
    }
    await sleep(20);
  }
  await stop();
  throw new Error(`The S3 server ${program} did not start.`);
}

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chooseFreePorts } from '../host/free-ports.ts';
import { runCommand } from '../host/run-command.ts';
import { accepts } from '../rabbitmq/rabbitmq-readiness.ts';
import { ensureRegistryProgram } from './ensure-registry-program.ts';
import { endChild, isRunning } from '../host/end-child.ts';

/** A running registry that wants a login; its images go with it. */
export interface RegistryHandle extends AsyncDisposable {
  /** `127.0.0.1:port`, which Docker engines speak plain HTTP with. */
  readonly host: string;
  readonly username: string;
  readonly password: string;
  readonly pid: number;
}

/** Starts Debian's registry server on 127.0.0.1 with one user, by name and password. */
export async function startRegistry(
  log: (line: string) => void = () => {},
): Promise<RegistryHandle> {
  const program = await ensureRegistryProgram(log);
  const directory = mkdtempSync(join(tmpdir(), 'celeriac-registry-'));
  const [port] = await chooseFreePorts(1);
  const [username, password] = ['celeriac', randomBytes(16).toString('hex')];
  const host = `127.0.0.1:${port}`;
  const users = join(directory, 'htpasswd');
  writeFileSync(users, `${username}:${await hashPassword(password)}\n`, { mode: 0o600 });
  const config = {
    version: 0.1,
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: join(directory, 'images') },
      delete: { enabled: true },
    },
    http: { addr: host },
    auth: { htpasswd: { realm: 'celeriac', path: users } },
  };
  // JSON is YAML as well.
  const file = join(directory, 'config.yml');
  writeFileSync(file, JSON.stringify(config));
  const server = spawn(program, ['serve', file], { cwd: directory, stdio: 'ignore' });
  server.on('error', () => {});
  const stop = async (): Promise<void> => {
    await endChild(server);
    rmSync(directory, { recursive: true, force: true });
  };
  const deadline = Date.now() + 30_000;
  while (isRunning(server) && Date.now() < deadline) {
    if (await accepts('127.0.0.1', port!))
      return { host, username, password, pid: server.pid!, [Symbol.asyncDispose]: stop };
    await sleep(20);
  }
  await stop();
  throw new Error(`The registry ${program} did not start.`);
}

/** The registry takes bcrypt alone; Perl, which every Debian has, reaches the C library's. */
async function hashPassword(password: string): Promise<string> {
  const script = 'print crypt($ARGV[0], q($2b$05$) . $ARGV[1])';
  const salt = randomBytes(11).toString('hex');
  const { stdout } = await runCommand(['perl', '-e', script, password, salt], {});
  return stdout.trim();
}

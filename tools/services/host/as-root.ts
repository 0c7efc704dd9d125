import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const systemDirectories = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Finds an executable in PATH and in the system directories a user's PATH may lack. */
export function findExecutable(name: string): string | undefined {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), ...systemDirectories];
  return directories
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Whether this process runs as root. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The command as root would run it: unchanged for root, behind `sudo` for anybody else. */
export function asRoot(command: readonly string[]): readonly string[] {
  return isRoot() ? command : ['sudo', ...command];
}

/** The process environment with the system directories in PATH and no locale surprises. */
export function systemEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const path = [process.env['PATH'] ?? '', ...systemDirectories, '/usr/bin', '/bin'];
  return { ...process.env, LC_ALL: 'C', PATH: path.filter(Boolean).join(delimiter), ...extra };
}

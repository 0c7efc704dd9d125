import { existsSync, readFileSync } from 'node:fs';
import { chmod, glob } from 'node:fs/promises';
import { join } from 'node:path';
import { findExecutable, systemEnvironment } from '../host/as-root.ts';
import { runCommand } from '../host/run-command.ts';

/** The Debian packages that bring a Go, of whatever age. */
export const goPackages = ['golang-go', 'ca-certificates'] as const;

/** The compiler that an older Go fetches; the one that the server's module asks for. */
const toolchain = 'go1.25.0';

/** Finds a Go command, of whatever age. */
export function findGo(): string | undefined {
  const official = '/usr/local/go/bin/go';
  return findExecutable('go') ?? (existsSync(official) ? official : undefined);
}

/**
 * A Go that builds modules of today, with `go` and the environment to run it in; all that it downloads lies below
 * `home`. Go 1.21 and later fetch a newer compiler by themselves; for an older one, such as Debian 12's, it is downloaded
 * as the module that it is, checked against the checksum database like any other.
 */
export async function prepareGo(
  home: string,
  log: (line: string) => void,
): Promise<{ readonly go: string; readonly env: NodeJS.ProcessEnv }> {
  const go = findGo();
  if (go === undefined) throw new Error(`Go is not installed: apt-get install ${goPackages[0]}`);
  const env = systemEnvironment({
    GOPATH: home,
    GOCACHE: join(home, 'build'),
    GOFLAGS: '-modcacherw',
    CGO_ENABLED: '0',
    GOTOOLCHAIN: 'auto',
  });
  const { stdout } = await runCommand([go, 'version'], { env: { ...env, GOTOOLCHAIN: 'local' } });
  const minor = Number(/go1\.(\d+)/.exec(stdout)?.[1]);
  if (minor >= 21) return { go, env };
  log(`s3: ${stdout.trim().split(' ')[2]} is too old, fetching ${toolchain}`);
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const module = `golang.org/toolchain@v0.0.1-${toolchain}.linux-${architecture}`;
  const fetched = await runCommand([go, 'mod', 'download', '-json', module], { env });
  const { Dir: root } = JSON.parse(fetched.stdout) as { Dir: string };
  // A module's files are never executable; which of these are to be, their place and first bytes say.
  for await (const file of glob(['bin/*', 'pkg/tool/*/*'], { cwd: root }))
    if (readFileSync(join(root, file)).subarray(1, 4).toString() === 'ELF')
      await chmod(join(root, file), 0o755);
  return { go: join(root, 'bin/go'), env: { ...env, GOROOT: root, GOTOOLCHAIN: 'local' } };
}

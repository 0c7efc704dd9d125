import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemEnvironment } from '../host/as-root.ts';
import { runCommand } from '../host/run-command.ts';

/**
 * Compiles the standard library to bytecode with the unpacked Python itself, through its own dynamic linker. Without
 * it every container start would compile what it imports, as a read-only image keeps nothing. Hash-based bytecode
 * that is never checked does not depend on file times.
 */
export async function compilePython(root: string, pythonCommand: string): Promise<void> {
  const [loader] = ['lib64', 'lib']
    .map((directory) => join(root, 'usr', directory))
    .flatMap((directory) => findIn(directory, /^ld-linux-.*\.so\.\d$/));
  const libraries = findIn(join(root, 'usr/lib'), /-linux-gnu\w*$/);
  if (loader === undefined) throw new Error(`no dynamic linker in ${root}`);
  const library = join(root, 'usr/lib', pythonCommand);
  const compile = ['-m', 'compileall', '-q', '--invalidation-mode', 'unchecked-hash'];
  // It fails for the few files that are no valid modules on purpose, so look at what it made instead.
  await runCommand(
    [
      ...[loader, '--library-path', libraries.join(':'), join(root, 'usr/bin', pythonCommand)],
      ...['-S', ...compile],
      ...['-s', root, '-p', '/', library],
    ],
    {
      env: systemEnvironment({ PYTHONHOME: join(root, 'usr'), PYTHONHASHSEED: '0' }),
      allowFailure: true,
    },
  );
  if (!existsSync(join(library, '__pycache__'))) throw new Error(`no bytecode made in ${library}`);
}

function findIn(directory: string, pattern: RegExp): string[] {
  return readdirSync(directory)
    .filter((name) => pattern.test(name))
    .map((name) => join(directory, name));
}

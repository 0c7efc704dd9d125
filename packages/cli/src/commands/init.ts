import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { renderPluginTemplate } from './plugin-template.ts';

/** `celeriac init`: makes a plugin folder; one that holds anything is left alone. */
export async function init({ terminal }: CommandContext, folder: string): Promise<ExitCode> {
  const root = resolve(folder);
  const there = await readdir(root).catch(() => []);
  if (there.length > 0)
    throw new CliError('FOLDER_NOT_EMPTY', `${folder} is not empty.`, 'Name a folder that is new.');
  const name = basename(root)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-');
  for (const [path, text] of Object.entries(renderPluginTemplate(name))) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
    terminal.say(`${terminal.paint('good', '✓')} ${join(relative('.', root), path)}`);
  }
  terminal.say(
    `Next: celeriac deploy ${relative('.', root) || '.'}, then celeriac call ${name}:add x=1 y=2`,
  );
  return EXIT.done;
}

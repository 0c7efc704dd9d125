import { readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { makeFolder } from '@celeriac/state';
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
  const name = toPluginName(basename(root));
  for (const [path, text] of Object.entries(renderPluginTemplate(name))) {
    const file = join(root, path);
    await write(file, text);
    terminal.say(`${terminal.paint('good', '✓')} ${join(relative('.', root), path)}`);
  }
  const shown = relative('.', root) || '.';
  const target = /^[\w./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", String.raw`'\''`)}'`;
  terminal.say(`Next: celeriac deploy ${target}, then celeriac call ${name}:add x=1 y=2`);
  return EXIT.done;
}

async function write(file: string, text: string): Promise<void> {
  try {
    await makeFolder(dirname(file));
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    const message = `Cannot write ${file}: ${(error as Error).message}.`;
    throw new CliError('UNWRITABLE', message, 'Name a folder that can be made.');
  }
}

/** The folder's name as npm and call names take it: accents dropped, the rest to `a-z0-9-`. */
function toPluginName(folder: string): string {
  const name = folder
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  if (/^[a-z]/.test(name)) return name;
  const message = `No plugin can be named after the folder "${folder}".`;
  throw new CliError('BAD_USAGE', message, 'Name it by a word that begins with a letter.');
}

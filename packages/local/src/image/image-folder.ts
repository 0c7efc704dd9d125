import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the folder of an image tells of itself. */
export interface LocalImage {
  /** `name:tag`. */
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Folder of the virtual environment. */
  readonly environment: string;
  /** Folder that holds `celeriac_worker`. */
  readonly runtime: string;
}

/** Where things are in the folder of an image: as in an image of an engine, beside each other. */
export const IMAGE_FILES = {
  app: 'app',
  main: 'app/main.py',
  functionTable: 'app/functions.json',
  code: 'app/code',
  runtime: 'celeriac',
  about: 'image.json',
} as const;

/** The folder of an image by its name and tag. */
export function imageFolder(imageDirectory: string, image: string): string {
  return join(imageDirectory, image.replaceAll(/[/:]/g, '~'));
}

/** Reads what an image says of itself; `undefined` where there is none of that name and tag. */
export async function readImage(
  imageDirectory: string,
  image: string,
): Promise<LocalImage | undefined> {
  return await readAbout(imageFolder(imageDirectory, image));
}

/** Every image that there is. */
export async function listImages(imageDirectory: string): Promise<readonly LocalImage[]> {
  const names = await readdir(imageDirectory).catch(() => []);
  const complete = names.filter((name) => !name.startsWith('.'));
  const found = await Promise.all(complete.map((name) => readAbout(join(imageDirectory, name))));
  return found.filter((image) => image !== undefined);
}

async function readAbout(folder: string): Promise<LocalImage | undefined> {
  const text = await readFile(join(folder, IMAGE_FILES.about), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as LocalImage);
}

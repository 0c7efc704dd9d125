import {
  BUILD_CA_BUNDLE,
  BUILD_ENVIRONMENT_DIRECTORY,
  BUILD_PLACE_SCRIPT,
} from '@celeriac/deployment';
import type { ContextFile } from '@celeriac/deployment';
import { ImageBuildError } from './image-build-error.ts';

/** One entry of a context's tar. */
export type ContextEntry =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly file: ContextFile };

/**
 * The files of a context with what the builder adds of the place: its CA bundle and, where it goes
 * this way, the script of its settings, each empty where there is none. Throws `CONTEXT_INVALID` for
 * a file of the plan in the directory that the builder fills.
 */
export function addPlace(
  files: readonly ContextFile[],
  { caBundle, script }: { readonly caBundle: string; readonly script?: string },
): readonly ContextFile[] {
  for (const { path } of files)
    if (path.split('/')[0] === BUILD_ENVIRONMENT_DIRECTORY)
      throw invalid(path, `${BUILD_ENVIRONMENT_DIRECTORY} is filled by the builder`);
  return [
    ...files,
    { kind: 'text', path: BUILD_CA_BUNDLE, text: caBundle },
    ...(script === undefined
      ? []
      : [{ kind: 'text' as const, path: BUILD_PLACE_SCRIPT, text: script }]),
  ];
}

/**
 * Orders a context: its files and the directories that hold them, each before what it holds, by the
 * bytes of their paths.
 *
 * Throws `CONTEXT_INVALID` for a path that is absolute, empty, twice there, leads out of the context,
 * or is both file and directory.
 */
export function toContextEntries(files: readonly ContextFile[]): readonly ContextEntry[] {
  const entries = new Map<string, ContextEntry>();
  for (const file of files) add(entries, file);
  return [...entries.values()].sort((one, other) => compare(one.path, other.path));
}

function add(entries: Map<string, ContextEntry>, file: ContextFile): void {
  const parts = file.path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0')))
    throw invalid(file.path, 'it is no path within the context');
  for (let depth = 1; depth < parts.length; depth += 1) {
    const path = parts.slice(0, depth).join('/');
    if (entries.get(path)?.kind === 'file')
      throw invalid(path, 'it is a file and a directory at once');
    entries.set(path, { kind: 'directory', path });
  }
  if (entries.has(file.path)) throw invalid(file.path, 'it is there twice');
  entries.set(file.path, { kind: 'file', path: file.path, file });
}

function invalid(path: string, why: string): ImageBuildError {
  return new ImageBuildError(
    'CONTEXT_INVALID',
    `The path "${path}" cannot be in a build context: ${why}.`,
  );
}

// By bytes, not by locale or UTF-16 unit, so that every machine makes the same tar.
function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

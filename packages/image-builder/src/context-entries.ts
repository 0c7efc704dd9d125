import { BUILD_CA_BUNDLE, BUILD_ENVIRONMENT_DIRECTORY } from '@celeriac/deployment';
import type { ContextFile } from '@celeriac/deployment';
import { ImageBuildError } from './image-build-error.ts';

/** One entry of a context's tar. */
export type ContextEntry =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly file: ContextFile };

/**
 * Orders a context: the plan's files, the CA bundle of the place (empty where there is none) and the
 * directories that hold them, each before what it holds, by the bytes of their paths.
 *
 * Throws `CONTEXT_INVALID` for a path that is absolute, empty, twice there, leads out of the context,
 * is both file and directory, or lies in the directory that the builder fills.
 */
export function toContextEntries(
  files: readonly ContextFile[],
  caBundle: string,
): readonly ContextEntry[] {
  const entries = new Map<string, ContextEntry>();
  for (const file of files) {
    if (file.path.split('/')[0] === BUILD_ENVIRONMENT_DIRECTORY)
      throw invalid(file.path, `${BUILD_ENVIRONMENT_DIRECTORY} is filled by the builder`);
    add(entries, file);
  }
  add(entries, { kind: 'text', path: BUILD_CA_BUNDLE, text: caBundle });
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

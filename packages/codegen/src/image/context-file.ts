import type { ContextFile } from '@celeriac/deployment';

/** A file of a context whose content is ours. */
export function textFile(path: string, text: string): ContextFile {
  return { kind: 'text', path, text };
}

/** A file of a context that lies on disk. */
export function diskFile(
  path: string,
  file: {
    readonly absolutePath: string;
    readonly bytes: number;
    readonly executable: boolean;
    readonly sha256: string;
  },
): ContextFile {
  const { absolutePath, bytes, executable, sha256 } = file;
  return { kind: 'disk', path, absolutePath, bytes, executable, sha256 };
}

/** Sorted as every context is. */
export function sortFiles(files: readonly ContextFile[]): readonly ContextFile[] {
  return files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

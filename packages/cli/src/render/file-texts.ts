import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createLineIndex, type LineIndex, type Span } from '@celeriac/diagnostic';
import { decodeSource } from '@celeriac/plugin';

/** A place in a file: an offset into its text; line and column from 1, in UTF-16 code units. */
export interface Place {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** A half-open range of a file. */
export interface Range {
  readonly start: Place;
  readonly end: Place;
}

/** The texts of files that diagnostics name, each read once. */
export interface FileTexts {
  /** The text that spans count in; `undefined` where there is none that can be read. */
  textOf(file: string | undefined): Promise<string | undefined>;
  /** Where a span of the file is; `undefined` where the file cannot be read. */
  rangeOf(file: string | undefined, span: Span | undefined): Promise<Range | undefined>;
}

/** Reads files relative to `root`. */
export function createFileTexts(root: string): FileTexts {
  const texts = new Map<string, Promise<string | undefined>>();
  const indexes = new Map<string, LineIndex>();
  const textOf = async (file: string | undefined): Promise<string | undefined> => {
    if (file === undefined) return undefined;
    const known = texts.get(file) ?? readText(resolve(root, file));
    texts.set(file, known);
    return known;
  };
  return {
    textOf,
    async rangeOf(file, span) {
      const text = await textOf(file);
      if (file === undefined || text === undefined || span === undefined) return undefined;
      const index = indexes.get(file) ?? createLineIndex(text);
      indexes.set(file, index);
      const at = (offset: number): Place => ({ offset, ...index.positionAt(offset) });
      return { start: at(span.start), end: at(span.end) };
    },
  };
}

async function readText(path: string): Promise<string | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const text = path.endsWith('.py') ? decodeSource(bytes, path).value : undefined;
  return text ?? bytes.toString('utf8');
}

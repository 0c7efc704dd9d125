import type { ContextFile } from '@celeriac/deployment';
import { type Header, pack as createPack, type Pack } from 'tar-stream';
import type { ContextEntry } from './context-entries.ts';
import { readContextFile, SMALL_FILE_BYTES, streamContextFile } from './read-context-file.ts';

type EntryHeader = Partial<Header> & Pick<Header, 'name'>;

/**
 * Streams entries as a tar: fixed time and owner, modes 0644 and 0755, so equal entries give equal
 * bytes. Files are checked against the plan as they pass; large ones never sit in memory as a whole.
 *
 * Throws `CONTEXT_CHANGED` where a file is gone, or is not what it was when the plan was made.
 */
export async function* renderContext(
  entries: readonly ContextEntry[],
): AsyncGenerator<Uint8Array, void, undefined> {
  const pack = createPack();
  let failure: { readonly error: unknown } | undefined;
  const filling = fill(pack, entries).catch((error: unknown) => {
    failure ??= { error };
    pack.destroy();
  });
  try {
    for await (const chunk of pack) yield chunk as Uint8Array;
  } catch (error) {
    failure ??= { error };
  } finally {
    pack.destroy();
    await filling;
  }
  if (failure !== undefined) throw failure.error;
}

async function fill(pack: Pack, entries: readonly ContextEntry[]): Promise<void> {
  for (const entry of entries) {
    if (entry.kind === 'directory') await addWhole(pack, toHeader(entry.path, 'directory'));
    else await addFile(pack, entry.file);
  }
  pack.finalize();
}

async function addFile(pack: Pack, file: ContextFile): Promise<void> {
  const header = toHeader(file.path, file.executable === true ? 'executable' : 'file');
  if (file.kind === 'text') return addWhole(pack, header, Buffer.from(file.text));
  // One read at once costs a fifth of the CPU of a stream, and contexts are made of small files.
  if (file.bytes <= SMALL_FILE_BYTES) return addWhole(pack, header, readContextFile(file));
  return addStream(pack, { ...header, size: file.bytes }, streamContextFile(file));
}

function addWhole(pack: Pack, header: EntryHeader, content?: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null) => (error ? reject(error) : resolve());
    if (content === undefined) pack.entry(header, done);
    else pack.entry(header, content, done);
  });
}

function addStream(
  pack: Pack,
  header: EntryHeader,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let wake: () => void = () => undefined;
    let open = true;
    const sink = pack.entry(header, (error) => (error ? reject(error) : resolve()));
    sink.on('error', reject);
    sink.on('drain', () => wake());
    sink.on('close', () => {
      open = false;
      wake();
    });
    const feed = async () => {
      for await (const chunk of chunks) {
        const drained = new Promise<void>((resolveDrained) => (wake = resolveDrained));
        if (open && !sink.write(chunk)) await drained;
        if (!open) return;
      }
      sink.end(null);
    };
    feed().catch((error: Error) => {
      reject(error);
      sink.destroy(error);
    });
  });
}

function toHeader(path: string, kind: 'directory' | 'executable' | 'file'): EntryHeader {
  return {
    name: kind === 'directory' ? `${path}/` : path,
    type: kind === 'directory' ? 'directory' : 'file',
    mode: kind === 'file' ? 0o644 : 0o755,
    mtime: new Date(0),
    uid: 0,
    gid: 0,
    uname: '',
    gname: '',
  };
}

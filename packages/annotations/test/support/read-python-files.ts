import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connectEngine } from '@celeriac/engine';
import type { PythonFile } from './compare-definitions.ts';

const SCRIPT = join(import.meta.dirname, 'read_definitions.py');

/** Which files are read: every Nth, beginning with the Kth. */
export interface Sample {
  readonly every: number;
  readonly first: number;
}

/** Reads the standard library and packages of this machine's `python3`. */
export async function* readHostFiles({ every, first }: Sample): AsyncGenerator<PythonFile> {
  const child = spawn('python3', [SCRIPT, String(every), String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 300_000,
  });
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });
  for await (const line of createInterface({ input: child.stdout, crlfDelay: Infinity }))
    yield JSON.parse(line) as PythonFile;
  const code = await ended;
  if (code !== 0) throw new Error(`python3 ended with code ${code}`);
}

/** Reads those of a base image, in a container without a network. */
export async function* readImageFiles(
  { every, first }: Sample,
  { dockerHost, image, name }: { dockerHost: string; image: string; name: string },
): AsyncGenerator<PythonFile> {
  await using engine = await connectEngine({ host: dockerHost });
  const script = await readFile(SCRIPT, 'utf8');
  const command = ['python3', '-c', script, String(every), String(first)];
  const id = await engine.containers.create({ name, image, network: 'none', command });
  try {
    await engine.containers.start(id);
    await engine.containers.wait(id, { timeoutMs: 300_000 });
    let pending = '';
    for await (const { stream, text } of engine.containers.logs(id)) {
      if (stream !== 'stdout') continue;
      // The engine hands very long lines over in pieces.
      pending += text;
      const file = parseWhole(pending);
      if (file === undefined) continue;
      pending = '';
      yield file;
    }
  } finally {
    await engine.containers.remove(id, { force: true });
  }
}

function parseWhole(line: string): PythonFile | undefined {
  if (!line.endsWith(']}')) return undefined;
  try {
    return JSON.parse(line) as PythonFile;
  } catch {
    return undefined;
  }
}

import { parsePython } from '@celeriac/annotations';
import type { Measurement } from '../bench-row.ts';
import { sampleMs } from '../median.ts';
import type { SuiteContext } from '../suites.ts';
import { renderAnnotatedFile, renderPlainPython } from './parse-corpus.ts';
import { scanLines } from './scan-lines.ts';

const functions = 1_000;
const plainBytes = 10_000_000;

/** How fast functions are found and read, beside a scan by lines that reads less. */
export async function measureParsing({
  log,
}: Pick<SuiteContext, 'log'>): Promise<readonly Measurement[]> {
  const annotated = renderAnnotatedFile(functions);
  const plain = renderPlainPython(plainBytes);
  const parse = (text: string): unknown => parsePython(text, { file: 'measured.py' });
  log(`${functions} annotated functions, ${toMegabytes(annotated).toFixed(2)} MB`);
  const oursMs = sampleMs(() => parse(annotated));
  const peerMs = sampleMs(() => scanLines(annotated));
  log(`${toMegabytes(plain).toFixed(0)} MB without annotations`);
  const oursPlainMs = sampleMs(() => parse(plain), { runs: 7, warmups: 2 });
  const peerPlainMs = sampleMs(() => scanLines(plain), { runs: 7, warmups: 2 });
  const speed = (ms: number): number => toMegabytes(annotated) / (ms / 1_000);
  return [
    {
      name: 'annotated files, whole model',
      unit: 'MB/s',
      value: speed(oursMs),
      peer: speed(peerMs),
    },
    {
      name: 'per annotated function',
      unit: 'µs',
      value: (oursMs * 1_000) / functions,
      peer: (peerMs * 1_000) / functions,
    },
    { name: '10 MB without annotations', unit: 'ms', value: oursPlainMs, peer: peerPlainMs },
  ];
}

function toMegabytes(text: string): number {
  return Buffer.byteLength(text) / 1_000_000;
}

import { parsePython } from '@celeriac/annotations';
import { loadScanner } from '../../corpus/load-scanner.ts';
import { readCorpus, type CorpusFile } from '../../corpus/read-corpus.ts';
import type { Measurement } from '../bench-row.ts';
import { sampleMs } from '../median.ts';
import type { SuiteContext } from '../suites.ts';
import { measureImport } from './measure-import.ts';
import { renderAnnotatedFile, renderLines, renderPlainPython } from './parse-corpus.ts';

const large = 10_000_000;
const editedLines = 5_000;

/** How fast functions are found and read, beside the original's scanner, which reads less. */
export async function measureParsing({
  log,
}: Pick<SuiteContext, 'log'>): Promise<readonly Measurement[]> {
  const [corpus, scan] = await Promise.all([readCorpus('py'), loadScanner()]);
  const parse = (files: readonly CorpusFile[]): unknown =>
    files.map(({ path, text }) => parsePython(text, { file: path }));
  const found = corpus.flatMap(({ text }) => parsePython(text).value.functions);
  const withFunctions = corpus.filter(({ text }) => parsePython(text).value.functions.length > 0);
  const names = scan(corpus).length;
  log(
    `published packages: ${corpus.length} Python files, ${found.length} functions (peer: ${names})`,
  );

  const repeated = { runs: 101, warmups: 40 };
  const once = { runs: 5, warmups: 1 };
  const oursMs = sampleMs(() => parse(corpus), repeated);
  const peerMs = sampleMs(() => scan(corpus), repeated);
  const functionsMs = sampleMs(() => parse(withFunctions), repeated);
  const peerFunctionsMs = sampleMs(() => scan(withFunctions), repeated);

  const plain = [toFile(renderPlainPython(large))];
  const edited = toFile(renderLines(editedLines));
  const whole = [toFile(renderAnnotatedFile(large))];
  const half = [toFile(renderAnnotatedFile(large / 2))];
  const wholeMs = sampleMs(() => parse(whole), once);
  const halfMs = sampleMs(() => parse(half), once);
  const megabytes = toMegabytes(corpus);
  return [
    {
      name: 'annotated files, whole model and diagnostics',
      unit: 'MB/s',
      value: (megabytes / oursMs) * 1_000,
      peer: (megabytes / peerMs) * 1_000,
      target: { of: 'value', atLeast: 100 },
    },
    {
      name: 'per function, its whole file read',
      unit: 'µs',
      value: (functionsMs * 1_000) / found.length,
      peer: (peerFunctionsMs * 1_000) / found.length,
      target: { of: 'value', atMost: 10 },
    },
    {
      name: '10 MB without annotations',
      unit: 'ms',
      value: sampleMs(() => parse(plain), { runs: 15, warmups: 3 }),
      peer: sampleMs(() => scan(plain), once),
      target: { of: 'value', atMost: 4 },
    },
    {
      name: `keystroke in a file of ${editedLines} lines`,
      unit: 'ms',
      value: measureKeystrokes(edited),
      target: { of: 'value', atMost: 5 },
    },
    {
      name: '10 MB in one file, a header each 0.8 kB',
      unit: 'ms',
      value: wholeMs,
      peer: sampleMs(() => scan(whole), once),
      target: { of: 'value', atMost: 1_000 },
    },
    {
      name: 'the same, in times of 5 MB',
      unit: '×',
      value: wholeMs / halfMs,
      target: { of: 'value', atMost: 2.5 },
    },
    {
      name: 'import to first parse, bundled',
      unit: 'ms',
      value: await measureImport(),
      target: { of: 'value', atMost: 60 },
    },
  ];
}

/** The time of a parse after each change of one character, from a new text every time. */
function measureKeystrokes({ text }: CorpusFile): number {
  const middle = text.indexOf('\n', text.length / 2);
  let typed = 0;
  return sampleMs(
    () => parsePython(`${text.slice(0, middle)}${'x'.repeat(++typed % 20)}${text.slice(middle)}`),
    { runs: 60, warmups: 20 },
  );
}

function toFile(text: string): CorpusFile {
  return { path: 'measured.py', text };
}

function toMegabytes(files: readonly CorpusFile[]): number {
  return files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / 1_000_000;
}

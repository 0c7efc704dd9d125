import { parsePython } from '@celeriac/annotations';
import { loadScanner } from '../../corpus/load-scanner.ts';
import { readCorpus, type CorpusFile } from '../../corpus/read-corpus.ts';
import type { Measurement } from '../bench-row.ts';
import type { SuiteContext } from '../suites.ts';
import { measureImport } from './measure-import.ts';
import { renderAnnotatedFile, renderLines, renderPlainPython } from './parse-corpus.ts';
import { timeRounds } from './time-rounds.ts';

const large = 10_000_000;
const editedLines = 5_000;

/**
 * How fast functions are found and read, beside the original's scanner, which reads less.
 *
 * Times are the least CPU time of rounds in which both take their turn (`timeRounds`): what an idle
 * machine would take at most, whatever else runs on this one.
 */
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

  const plain = [toFile(renderPlainPython(large))];
  const whole = [toFile(renderAnnotatedFile(large))];
  const half = [toFile(renderAnnotatedFile(large / 2))];
  const short = timeRounds(
    {
      ours: { run: () => parse(corpus), inARow: 10 },
      peer: { run: () => scan(corpus), inARow: 10 },
      functions: { run: () => parse(withFunctions), inARow: 100 },
      peerFunctions: { run: () => scan(withFunctions), inARow: 100 },
      plain: { run: () => parse(plain), inARow: 5 },
      keystroke: { run: typeInto(toFile(renderLines(editedLines))), inARow: 10 },
    },
    { rounds: 25, warmups: 5 },
  );
  const long = timeRounds(
    {
      whole: { run: () => parse(whole), inARow: 1 },
      half: { run: () => parse(half), inARow: 2 },
      peer: { run: () => scan(whole), inARow: 1 },
      peerPlain: { run: () => scan(plain), inARow: 1 },
    },
    { rounds: 7, warmups: 1 },
  );
  const megabytes = toMegabytes(corpus);
  return [
    {
      name: 'annotated files, whole model and diagnostics',
      unit: 'MB/s',
      value: (megabytes / short.ours) * 1_000,
      peer: (megabytes / short.peer) * 1_000,
      target: { of: 'value', atLeast: 100 },
    },
    {
      name: 'per function, its whole file read',
      unit: 'µs',
      value: (short.functions * 1_000) / found.length,
      peer: (short.peerFunctions * 1_000) / found.length,
      target: { of: 'value', atMost: 10 },
    },
    {
      name: '10 MB without annotations',
      unit: 'ms',
      value: short.plain,
      peer: long.peerPlain,
      target: { of: 'value', atMost: 4 },
    },
    {
      name: `keystroke in a file of ${editedLines} lines`,
      unit: 'ms',
      value: short.keystroke,
      target: { of: 'value', atMost: 5 },
    },
    {
      name: '10 MB in one file, a header each 0.8 kB',
      unit: 'ms',
      value: long.whole,
      peer: long.peer,
      target: { of: 'value', atMost: 1_000 },
    },
    {
      name: 'the same, in times of 5 MB',
      unit: '×',
      value: long.whole / long.half,
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

/** A parse after a change of one character, of a new text every time. */
function typeInto({ text }: CorpusFile): () => unknown {
  const middle = text.indexOf('\n', text.length / 2);
  let typed = 0;
  return () =>
    parsePython(`${text.slice(0, middle)}${'x'.repeat(++typed % 20)}${text.slice(middle)}`);
}

function toFile(text: string): CorpusFile {
  return { path: 'measured.py', text };
}

function toMegabytes(files: readonly CorpusFile[]): number {
  return files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / 1_000_000;
}

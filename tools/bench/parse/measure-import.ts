import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleForBrowser } from '../../browser/bundle-for-browser.ts';
import { runProgram } from '../../steps/run-program.ts';

const RUNS = 9;

const program = `
const began = process.cpuUsage();
const { parsePython } = await import('./parser.mjs');
parsePython('#name: a\\n#input: int x = 1 {min: 0}\\ndef a(x): pass\\n');
const { user, system } = process.cpuUsage(began);
console.log((user + system) / 1_000);
`;

/**
 * The CPU time from the import of the bundled parser to its first result in milliseconds: the least of
 * some new processes, by the reasons of `timeRounds`.
 */
export async function measureImport(): Promise<number> {
  const { code } = await bundleForBrowser("export { parsePython } from '@celeriac/annotations';");
  const directory = await mkdtemp(join(tmpdir(), 'celeriac-import-'));
  try {
    await writeFile(join(directory, 'parser.mjs'), code);
    await writeFile(join(directory, 'main.mjs'), program);
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const command = [process.execPath, join(directory, 'main.mjs')] as const;
      const { stdout } = await runProgram(command, { timeoutMs: 60_000, output: 'capture' });
      times.push(Number(stdout));
    }
    return Math.min(...times);
  } finally {
    await rm(directory, { recursive: true });
  }
}

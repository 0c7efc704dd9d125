import type { Measurement } from './bench-row.ts';

/** Measures everything of one kind, ours and the peers', in one run. */
export type Suite = (log: (line: string) => void) => Promise<readonly Measurement[]>;

/** Every suite by name; each is loaded when it is asked for. */
export const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  parse: async () => (await import('./parse/parse-suite.ts')).measureParsing,
};

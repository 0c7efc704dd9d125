const { stderr } = process;

/** Writes the name of a step, then how long it took; works in a terminal and in a log alike. */
export class StepLog {
  readonly #began = performance.now();

  /** A line within a step. */
  detail(line: string): void {
    stderr.write(`         ${line}\n`);
  }

  /** A line about the whole run. */
  say(line: string): void {
    stderr.write(`${line}\n`);
  }

  /** Runs one step and writes its time, whether it succeeds or throws. */
  async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    stderr.write(`▸ ${name}\n`);
    const began = performance.now();
    try {
      const result = await work();
      stderr.write(`${formatSeconds(performance.now() - began)}  ${name}\n`);
      return result;
    } catch (error) {
      stderr.write(`${formatSeconds(performance.now() - began)}  ${name}: failed\n`);
      throw error;
    }
  }

  /** Seconds since the run began, as in `73.4s`. */
  get total(): string {
    return formatSeconds(performance.now() - this.#began).trim();
  }
}

function formatSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)}s`.padStart(7);
}

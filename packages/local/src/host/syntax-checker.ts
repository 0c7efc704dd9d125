import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Python } from './find-python.ts';

/** What Python cannot compile, in its words. */
export interface SyntaxProblem {
  /** As it was asked for. */
  readonly file: string;
  readonly message: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
}

const PROGRAM = `
import json, sys, warnings
warnings.simplefilter("ignore")
def check(file):
    try:
        compile(open(file, "rb").read(), file, "exec", dont_inherit=True)
    except SyntaxError as error:
        return {"file": file, "message": error.msg, "line": error.lineno or 1, "column": error.offset or 1}
    except (OSError, ValueError):
        pass
for line in sys.stdin:
    print(json.dumps([problem for file in json.loads(line) if (problem := check(file))]), flush=True)
`;

/** Asks a Python that waits for it whether files are valid, so that an edit is told within milliseconds. */
export class SyntaxChecker implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #waiting: PromiseWithResolvers<readonly SyntaxProblem[]>[] = [];

  constructor({ executable }: Python) {
    this.#child = spawn(executable, ['-I', '-S', '-c', PROGRAM], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child.stdin?.on('error', () => undefined);
    createInterface({ input: this.#child.stdout! }).on('line', (line) =>
      this.#waiting.shift()?.resolve(JSON.parse(line) as SyntaxProblem[]),
    );
    // Without it nothing is checked, and a worker says what it cannot import.
    const giveUp = (): void => this.#waiting.splice(0).forEach(({ resolve }) => resolve([]));
    this.#child.once('error', giveUp).once('close', giveUp);
  }

  /** What is wrong in the files, at most one problem in each. */
  async check(files: readonly string[]): Promise<readonly SyntaxProblem[]> {
    if (files.length === 0 || this.#child.exitCode !== null || this.#child.pid === undefined)
      return [];
    const answer = Promise.withResolvers<readonly SyntaxProblem[]>();
    this.#waiting.push(answer);
    this.#child.stdin?.write(`${JSON.stringify(files)}\n`);
    return await answer.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.pid === undefined || this.#child.exitCode !== null) return;
    const closed = once(this.#child, 'close');
    this.#child.stdin?.end();
    await closed;
  }
}

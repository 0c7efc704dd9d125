import { type Python, SyntaxChecker, type SyntaxProblem } from '@celeriac/local';
import type { AppModel } from '@celeriac/plugin';

/** Gives the Python of this machine that is of an app's version; none where there is no such one. */
export type PythonOfApp = (app: AppModel) => Promise<Python | undefined>;

/** Checks each app's files by a Python of its own version, as what one refuses another may take. */
export class SyntaxCheckers implements AsyncDisposable {
  readonly #pythonOf: PythonOfApp;
  readonly #checkers = new Map<string, SyntaxChecker>();

  constructor(pythonOf: PythonOfApp) {
    this.#pythonOf = pythonOf;
  }

  /** What is wrong in the files of an app; nothing is found where its Python is not here. */
  async check(app: AppModel): Promise<readonly SyntaxProblem[]> {
    const python = await this.#pythonOf(app);
    if (python === undefined) return [];
    const checker = this.#checkers.get(python.executable) ?? new SyntaxChecker(python);
    this.#checkers.set(python.executable, checker);
    const files = app.files.filter(({ path }) => path.endsWith('.py'));
    return await checker.check(files.map(({ absolutePath }) => absolutePath));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#checkers.values()].map((one) => one[Symbol.asyncDispose]()));
  }
}

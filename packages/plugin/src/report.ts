import type { Diagnostic, Severity, Span } from '@celeriac/diagnostic';

/** Collects diagnostics while a plugin is read; the order does not matter, `take` sorts. */
export class Report {
  readonly #diagnostics: Diagnostic[] = [];

  /** How many diagnostics were told so far. */
  get count(): number {
    return this.#diagnostics.length;
  }

  error(code: string, message: string, place: Place = {}): void {
    this.#tell('error', { code, message, ...place });
  }

  warning(code: string, message: string, place: Place = {}): void {
    this.#tell('warning', { code, message, ...place });
  }

  hint(code: string, message: string, place: Place = {}): void {
    this.#tell('hint', { code, message, ...place });
  }

  addAll(diagnostics: readonly Diagnostic[]): void {
    this.#diagnostics.push(...diagnostics);
  }

  /** How many of them were errors. */
  get errorCount(): number {
    return this.#diagnostics.filter(({ severity }) => severity === 'error').length;
  }

  /** Everything told, by file and place; what was told twice of a folder read twice comes once. */
  take(): readonly Diagnostic[] {
    const key = ({ file = '' }: Diagnostic): string => file;
    const identity = ({ code, file, span, message }: Diagnostic): string =>
      JSON.stringify([code, file, span?.start, message]);
    const unique = new Map(this.#diagnostics.map((told) => [identity(told), told]));
    return [...unique.values()].toSorted((left, right) => {
      if (key(left) !== key(right)) return key(left) < key(right) ? -1 : 1;
      return (left.span?.start ?? -1) - (right.span?.start ?? -1);
    });
  }

  #tell(severity: Severity, diagnostic: Omit<Diagnostic, 'severity'>): void {
    this.#diagnostics.push({ severity, ...diagnostic });
  }
}

/** Where a diagnostic is, and what goes with it. */
export type Place = Pick<Diagnostic, 'file' | 'fix' | 'related'> & { readonly span?: Span };

/** What an operating system error says, in words, without paths of this machine. */
export function describeSystemError(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'UNKNOWN';
  return WORDS[code] ?? code;
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOENT: 'it does not exist',
  ENOTDIR: 'it is no folder',
  EISDIR: 'it is a folder',
  ELOOP: 'links lead in a circle',
  EIO: 'the disk reported an error',
};

/** What importing one library took, with all that it imports itself. */
export interface LibraryImport {
  /** As it is imported: `numpy`. */
  readonly name: string;
  readonly ms: number;
}

/** What importing the modules of an app took, by its worker's own clock. */
export interface ImportTimes {
  /** All of it: the app's own modules, and the libraries that they import. */
  readonly ms: number;
  /** Those that took longest, the slowest first: at most 5, of at least 10 ms each. */
  readonly libraries: readonly LibraryImport[];
}

/** Where the time of one start went, in milliseconds: one part after the other, together the whole. */
export interface StartTimes {
  /** From the decision until the container was there: its network and what closes that, its disk. */
  readonly createMs: number;
  /** From there until its first process ran. */
  readonly startMs: number;
  /** Left out where the worker was found on its queue and its word of it was missed. */
  readonly imports?: ImportTimes;
  /** The rest, until it consumed: the interpreter, Celery, and connecting. */
  readonly readyMs: number;
}

const NAME = /^[\p{L}\p{N}_]{1,80}$/u;
const MOST_LIBRARIES = 5;

/** Reads what a worker's word says of its imports; `undefined` where it says nothing that can be. */
export function parseImportTimes(value: unknown): ImportTimes | undefined {
  if (!isObject(value) || !isTime(value['ms']) || !Array.isArray(value['libraries']))
    return undefined;
  const libraries = value['libraries'].slice(0, MOST_LIBRARIES).flatMap((one: unknown) => {
    if (!isObject(one)) return [];
    const { name, ms } = one;
    return typeof name === 'string' && NAME.test(name) && isTime(ms) ? [{ name, ms }] : [];
  });
  return { ms: value['ms'], libraries };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

import { parseCondaPin, splitLock } from '@celeriac/codegen';

/** A package whose version two locks differ in. */
export interface LockChange {
  readonly name: string;
  /** Left out where it is new. */
  readonly from?: string;
  /** Left out where it is gone. */
  readonly to?: string;
}

/** Compares the pinned versions of two locks' texts, sorted by name. */
export function compareLocks(before: string, after: string): readonly LockChange[] {
  const was = readPins(before);
  const is = readPins(after);
  const names = [...new Set([...was.keys(), ...is.keys()])].sort();
  return names.flatMap((name) => {
    const from = was.get(name);
    const to = is.get(name);
    if (from === to) return [];
    return [{ name, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
  });
}

/** Packages of a lock by name; one with several versions has them all, `2.0 | 2.1`. */
function readPins(text: string): ReadonlyMap<string, string> {
  const pins = new Map<string, string>();
  const { conda, pip } = splitLock(text);
  const ofIndex = [...pip.matchAll(/^([\w.-]+)(?:==| @ )([^\s;\\]+)/gm)].map(
    ([, name = '', version = '']) => ({ name, version }),
  );
  for (const { name, version } of [
    ...conda.flatMap((line) => parseCondaPin(line) ?? []),
    ...ofIndex,
  ]) {
    const known = pins.get(name);
    // What conda has installed, the rest of the lock may ask for again.
    if (known === version) continue;
    pins.set(name, known === undefined ? version : `${known} | ${version}`);
  }
  return pins;
}

import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

const PART_BYTES = 65_536;

/** A file that lines are added to, and whose place another one takes when it has grown. */
export class FollowedFile implements Disposable {
  readonly #path: string;
  #descriptor: number | undefined;
  #rest = Buffer.alloc(0);

  /** It need not be there yet. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Lines that were completed since the last time; in the beginning, all there are. */
  readLines(): readonly string[] {
    this.#descriptor ??= this.#open();
    const lines = this.#readRest();
    if (!this.#isReplaced()) return lines;
    this[Symbol.dispose]();
    this.#descriptor = this.#open();
    return [...lines, ...this.#readRest()];
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #open(): number | undefined {
    try {
      return openSync(this.#path, 'r');
    } catch {
      return undefined;
    }
  }

  #isReplaced(): boolean {
    if (this.#descriptor === undefined) return false;
    const there = statSync(this.#path, { throwIfNoEntry: false });
    return there !== undefined && there.ino !== fstatSync(this.#descriptor).ino;
  }

  #readRest(): readonly string[] {
    if (this.#descriptor === undefined) return [];
    const parts = [this.#rest];
    for (;;) {
      const part = Buffer.alloc(PART_BYTES);
      const length = readSync(this.#descriptor, part);
      if (length === 0) break;
      parts.push(part.subarray(0, length));
    }
    const bytes = Buffer.concat(parts);
    const end = bytes.lastIndexOf(10) + 1;
    this.#rest = bytes.subarray(end);
    return bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
  }
}

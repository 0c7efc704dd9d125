/** What a message takes besides its header and body. */
const ENTRY_BYTES = 512;
/** Publishers go on when so much of the bound is free again. */
const FREE_SHARE = 0.2;

/** How much memory the messages in queues take, and whether that is too much. */
export class HeldMemory {
  readonly #limitBytes: number;
  readonly #onFree: () => void;
  #bytes = 0;
  #isFull = false;

  constructor(limitBytes: number, onFree: () => void) {
    this.#limitBytes = limitBytes;
    this.#onFree = onFree;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether publishers are to wait. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** A queue has one more message of that size. */
  add(messageBytes: number): void {
    this.#bytes += messageBytes + ENTRY_BYTES;
    if (this.#bytes > this.#limitBytes) this.#isFull = true;
  }

  /** A queue has one less. */
  remove(messageBytes: number): void {
    this.#bytes -= messageBytes + ENTRY_BYTES;
    if (!this.#isFull || this.#bytes > this.#limitBytes * (1 - FREE_SHARE)) return;
    this.#isFull = false;
    this.#onFree();
  }
}

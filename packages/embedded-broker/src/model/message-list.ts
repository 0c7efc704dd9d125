import type { QueuedMessage } from './message.ts';

/** The messages of a queue that wait, by place; those that came back wait where they were. */
export class MessageList {
  /** Those that came back, the first one last. */
  readonly #returned: QueuedMessage[] = [];
  #arrived: (QueuedMessage | undefined)[] = [];
  #head = 0;
  #bytes = 0;

  get length(): number {
    return this.#returned.length + this.#arrived.length - this.#head;
  }

  /** Of all bodies. */
  get bytes(): number {
    return this.#bytes;
  }

  push(queued: QueuedMessage): void {
    this.#arrived.push(queued);
    this.#bytes += queued.message.body.length;
  }

  peek(): QueuedMessage | undefined {
    return this.#returned.at(-1) ?? this.#arrived[this.#head];
  }

  shift(): QueuedMessage | undefined {
    const queued = this.#returned.pop() ?? this.#shiftArrived();
    if (queued !== undefined) this.#bytes -= queued.message.body.length;
    return queued;
  }

  putBack(queued: QueuedMessage): void {
    const list = this.#returned;
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (list[middle]!.place > queued.place) low = middle + 1;
      else high = middle;
    }
    list.splice(low, 0, queued);
    this.#bytes += queued.message.body.length;
  }

  #shiftArrived(): QueuedMessage | undefined {
    const queued = this.#arrived[this.#head];
    if (queued === undefined) return undefined;
    this.#arrived[this.#head++] = undefined;
    // What was taken is cut off once it is half of the list, so that each message is moved once.
    if (this.#head > 1_024 && this.#head * 2 > this.#arrived.length) {
      this.#arrived = this.#arrived.slice(this.#head);
      this.#head = 0;
    }
    return queued;
  }
}

import type { FieldTable } from '../wire/field-table.ts';
import type { Consumer } from './consumer.ts';
import type { DeathReason } from './dead-letter.ts';
import type { HeldMemory } from './held-memory.ts';
import { MessageList } from './message-list.ts';
import type { Message, QueuedMessage } from './message.ts';
import type { QueueSettings } from './queue-settings.ts';

/** How a queue was declared. */
export interface QueueDeclaration {
  readonly name: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly arguments: FieldTable;
}

/** What a queue asks of its virtual host. */
export interface QueueHost {
  /** What all queues of the broker hold. */
  readonly held: HeldMemory;
  /** Publishes a message that left the queue without being taken. */
  deadLetter(queue: Queue, message: Message, reason: DeathReason): void;
  /** Removes the queue, which nobody needs any more. */
  drop(queue: Queue): void;
}

/** The longest time that a timer can wait. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Messages in order, and who takes them. */
export class Queue {
  readonly declaration: QueueDeclaration;
  readonly settings: QueueSettings;
  /** The connection it belongs to, where it is exclusive. */
  readonly owner: object | undefined;
  readonly #host: QueueHost;
  readonly #ready = new MessageList();
  #consumers: Consumer[] = [];
  #turn = 0;
  #places = 0;
  #hadConsumer = false;
  #isClosed = false;
  #expiryTimer: NodeJS.Timeout | undefined;
  /** When that is over. */
  #expiryAt = Infinity;
  #idleTimer: NodeJS.Timeout | undefined;
  /** Messages that consumers have and did not settle. */
  unacknowledged = 0;

  constructor(
    declaration: QueueDeclaration,
    settings: QueueSettings,
    belongs: { readonly host: QueueHost; readonly owner: object | undefined },
  ) {
    this.declaration = declaration;
    this.settings = settings;
    this.owner = belongs.owner;
    this.#host = belongs.host;
    this.touch();
  }

  get name(): string {
    return this.declaration.name;
  }

  get length(): number {
    return this.#ready.length;
  }

  get consumers(): readonly Consumer[] {
    return this.#consumers;
  }

  /** Puts a message at the end; `false` where the queue is full and refuses. */
  publish(message: Message): boolean {
    const { settings } = this;
    const { header, body } = message;
    if (settings.isBounded && !this.#makeRoom(message)) return false;
    const ttlMs = Math.min(settings.messageTtlMs, Number(header.expiration ?? Infinity));
    const expiresAt = ttlMs === Infinity ? Infinity : performance.now() + ttlMs;
    const place = this.#places++;
    this.#host.held.add(header.raw.length + body.length);
    const queued = { message, place, expiresAt, deliveryCount: 0, redelivered: false };
    // It goes to somebody at once, or to nobody.
    if (ttlMs === 0) queued.expiresAt = Infinity;
    this.#ready.push(queued);
    this.serve();
    if (ttlMs === 0) this.#expireAt(queued, expiresAt);
    return true;
  }

  /** Gives waiting messages to consumers that have room, in turn. */
  serve(): void {
    for (let queued = this.#peek(); queued !== undefined; queued = this.#peek()) {
      const consumer = this.#next();
      if (consumer === undefined) break;
      this.#ready.shift();
      this.unacknowledged++;
      consumer.deliver(queued);
    }
    this.#awaitExpiry();
  }

  /** Takes the first message, for a client that asks for one. */
  take(): QueuedMessage | undefined {
    this.touch();
    if (this.#peek() === undefined) return undefined;
    this.unacknowledged++;
    const taken = this.#ready.shift();
    this.#awaitExpiry();
    return taken;
  }

  /** A message is done with. */
  settle({ message }: QueuedMessage): void {
    this.unacknowledged--;
    this.#release(message);
  }

  /** A message goes without being done: to the dead letters. */
  reject(queued: QueuedMessage): void {
    this.unacknowledged--;
    this.#bury(queued, 'rejected');
  }

  /** A message comes back; call `serve` when all have. */
  putBack(queued: QueuedMessage): void {
    this.unacknowledged--;
    queued.redelivered = true;
    queued.deliveryCount++;
    const { isQuorum, deliveryLimit } = this.settings;
    if (this.#isClosed) this.#release(queued.message);
    else if (isQuorum && queued.deliveryCount > deliveryLimit) this.#bury(queued, 'delivery_limit');
    else this.#ready.putBack(queued);
  }

  addConsumer(consumer: Consumer): void {
    this.#consumers.push(consumer);
    this.#hadConsumer = true;
    this.touch();
    this.serve();
  }

  removeConsumer(consumer: Consumer): void {
    this.#consumers = this.#consumers.filter((other) => other !== consumer);
    if (this.#consumers.length > 0) return this.serve();
    this.touch();
    if (this.declaration.autoDelete && this.#hadConsumer) this.#host.drop(this);
  }

  /** Drops what waits; tells how many. */
  purge(): number {
    const count = this.#ready.length;
    for (let gone = this.#ready.shift(); gone !== undefined; gone = this.#ready.shift())
      this.#release(gone.message);
    return count;
  }

  /** Somebody uses the queue: it does not expire yet. */
  touch(): void {
    clearTimeout(this.#idleTimer);
    const { expiresMs } = this.settings;
    if (expiresMs === Infinity || this.#consumers.length > 0) return;
    this.#idleTimer = setTimeout(() => this.#host.drop(this), Math.min(expiresMs, LONGEST_WAIT_MS));
    this.#idleTimer.unref();
  }

  /** Ends timers and tells the consumers; the messages are gone, but for those that consumers have. */
  close(): void {
    this.#isClosed = true;
    this.purge();
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#expiryTimer);
    for (const consumer of this.#consumers.splice(0)) consumer.onCancelled(this);
  }

  /** Whether a queue with a bound takes one more; what that drops goes to the dead letters. */
  #makeRoom(message: Message): boolean {
    const { maxLength, maxBytes, overflow } = this.settings;
    const ready = this.#ready;
    while (ready.length >= maxLength || ready.bytes + message.body.length > maxBytes) {
      if (overflow === 'reject-publish-dlx') this.#host.deadLetter(this, message, 'maxlen');
      if (overflow !== 'drop-head') return false;
      const oldest = ready.shift();
      if (oldest === undefined) break;
      this.#bury(oldest, 'maxlen');
    }
    return true;
  }

  /** A message leaves the queue without being taken. */
  #bury({ message }: QueuedMessage, reason: DeathReason): void {
    this.#release(message);
    if (!this.#isClosed) this.#host.deadLetter(this, message, reason);
  }

  #release({ header, body }: Message): void {
    this.#host.held.remove(header.raw.length + body.length);
  }

  #next(): Consumer | undefined {
    if (this.settings.singleActiveConsumer) {
      const [active] = this.#consumers;
      return active?.hasRoom() === true ? active : undefined;
    }
    for (let tries = 0; tries < this.#consumers.length; tries++) {
      this.#turn = (this.#turn + 1) % this.#consumers.length;
      const consumer = this.#consumers[this.#turn]!;
      if (consumer.hasRoom()) return consumer;
    }
    return undefined;
  }

  /** The first message whose time is not over; those before it go to the dead letters. */
  #peek(): QueuedMessage | undefined {
    for (let first = this.#ready.peek(); first !== undefined; first = this.#ready.peek()) {
      if (first.expiresAt === Infinity || first.expiresAt > performance.now()) return first;
      this.#ready.shift();
      this.#bury(first, 'expired');
    }
    return undefined;
  }

  #expireAt(queued: QueuedMessage, time: number): void {
    queued.expiresAt = time;
    this.#peek();
    this.#awaitExpiry();
  }

  /** One timer at a time, for the first message; set anew only where that is over earlier. */
  #awaitExpiry(): void {
    const first = this.#ready.peek();
    if (first === undefined || first.expiresAt === Infinity) return;
    if (this.#expiryTimer !== undefined && this.#expiryAt <= first.expiresAt) return;
    clearTimeout(this.#expiryTimer);
    this.#expiryAt = first.expiresAt;
    const waitMs = Math.max(1, Math.ceil(first.expiresAt - performance.now()));
    const onTime = (): void => {
      this.#expiryTimer = undefined;
      this.#peek();
      this.#awaitExpiry();
    };
    this.#expiryTimer = setTimeout(onTime, Math.min(waitMs, LONGEST_WAIT_MS));
    this.#expiryTimer.unref();
  }
}

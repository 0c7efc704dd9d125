import type { FieldTable } from '../wire/field-table.ts';
import type { Consumer } from './consumer.ts';
import type { DeathReason } from './dead-letter.ts';
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
  #expiryTimer: NodeJS.Timeout | undefined;
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
    const isFull = (): boolean =>
      this.#ready.length >= settings.maxLength ||
      this.#ready.bytes + message.body.length > settings.maxBytes;
    if (isFull() && settings.overflow !== 'drop-head') {
      if (settings.overflow === 'reject-publish-dlx')
        this.#host.deadLetter(this, message, 'maxlen');
      return false;
    }
    while (isFull() && this.#ready.length > 0)
      this.#host.deadLetter(this, this.#ready.shift()!.message, 'maxlen');
    const ttlMs = Math.min(settings.messageTtlMs, Number(message.header.expiration ?? Infinity));
    const expiresAt = performance.now() + ttlMs;
    const place = this.#places++;
    this.#ready.push({ message, place, expiresAt, deliveryCount: 0, redelivered: false });
    this.serve();
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
    return this.#ready.shift();
  }

  /** A message is done with. */
  settle(): void {
    this.unacknowledged--;
  }

  /** A message goes without being done: to the dead letters. */
  reject(queued: QueuedMessage): void {
    this.unacknowledged--;
    this.#host.deadLetter(this, queued.message, 'rejected');
  }

  /** A message comes back; call `serve` when all have. */
  putBack(queued: QueuedMessage): void {
    this.unacknowledged--;
    queued.redelivered = true;
    queued.deliveryCount++;
    const { isQuorum, deliveryLimit } = this.settings;
    if (isQuorum && queued.deliveryCount > deliveryLimit)
      this.#host.deadLetter(this, queued.message, 'delivery_limit');
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
    while (this.#ready.shift() !== undefined);
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

  /** Ends timers and tells the consumers; the messages are gone. */
  close(): void {
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#expiryTimer);
    for (const consumer of this.#consumers.splice(0)) consumer.onCancelled(this);
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
      this.#host.deadLetter(this, first.message, 'expired');
    }
    return undefined;
  }

  /** One timer at a time; where its message was taken meanwhile, it is set for the next one. */
  #awaitExpiry(): void {
    const first = this.#ready.peek();
    if (first === undefined || first.expiresAt === Infinity || this.#expiryTimer) return;
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

import { randomBytes } from 'node:crypto';
import { AmqpError } from '../amqp-error.ts';
import type { QueuedMessage } from '../model/message.ts';
import type { Queue } from '../model/queue.ts';
import { withHeaders } from '../wire/content-header.ts';
import type { FieldTable } from '../wire/field-table.ts';
import type { MethodArguments } from '../wire/methods.ts';
import type { Channel, MethodHandlers } from './channel.ts';
import { ChannelConsumer } from './channel-consumer.ts';
import { requireAccess } from './require-access.ts';

interface Unsettled {
  readonly queued: QueuedMessage;
  readonly queue: Queue;
  readonly consumer: ChannelConsumer | undefined;
}

const FLAG = { noAck: 2, exclusive: 4, noWait: 8, multiple: 1, nackRequeue: 2 } as const;

/** A channel's consuming: subscriptions, deliveries and what becomes of them. */
export class ChannelConsumers {
  readonly handlers: MethodHandlers;
  readonly #channel: Channel;
  readonly #byTag = new Map<string, ChannelConsumer>();
  readonly #unsettled = new Map<number, Unsettled>();
  #deliveryTag = 0;
  /** Messages that each new consumer may have unsettled, and all of the channel together; 0 is no bound. */
  #prefetch = 0;
  #channelPrefetch = 0;

  constructor(channel: Channel) {
    this.#channel = channel;
    this.handlers = {
      'basic.qos': ([size, count, global]) => {
        if (size !== 0) throw new AmqpError('NOT_IMPLEMENTED', 'prefetch_size!=0');
        if (global === 0) this.#prefetch = count;
        else this.#channelPrefetch = count;
        channel.send('basic.qos-ok', []);
        this.serve();
      },
      'basic.consume': (args) => this.#consume(args),
      'basic.cancel': ([tag, noWait]) => {
        this.#remove(tag);
        if (noWait === 0) channel.send('basic.cancel-ok', [tag]);
      },
      'basic.get': ([, queue, noAck]) => this.#get(queue, noAck !== 0),
      'basic.ack': ([tag, flags]) => {
        if ((flags & FLAG.multiple) === 0) this.#settle(this.#takeOne(tag));
        else this.#takeUpTo(tag).forEach((unsettled) => this.#settle(unsettled));
        this.serve();
      },
      'basic.nack': ([tag, flags]) =>
        this.#refuse(
          (flags & FLAG.multiple) === 0 ? [this.#takeOne(tag)] : this.#takeUpTo(tag),
          (flags & FLAG.nackRequeue) !== 0,
        ),
      'basic.reject': ([tag, requeue]) => this.#refuse([this.#takeOne(tag)], requeue !== 0),
      'basic.recover': ([requeue]) => {
        this.#recover(requeue !== 0);
        channel.send('basic.recover-ok', []);
      },
      'basic.recover-async': ([requeue]) => this.#recover(requeue !== 0),
    };
  }

  /** Whether one more delivery keeps within the channel's own bound. */
  get hasRoom(): boolean {
    if (this.#channel.connection.isCongested) return false;
    return this.#channelPrefetch === 0 || this.#unsettled.size < this.#channelPrefetch;
  }

  get isConsuming(): boolean {
    return this.#byTag.size > 0;
  }

  /** Delivers to one of its consumers. */
  deliver(consumer: ChannelConsumer, queued: QueuedMessage): void {
    const { queue, tag } = consumer;
    const deliveryTag = this.#keep(consumer.noAck, { queued, queue, consumer });
    const { exchange, routingKey } = queued.message;
    const redelivered = Number(queued.redelivered);
    this.#channel.send('basic.deliver', [tag, deliveryTag, redelivered, exchange, routingKey]);
    this.#sendContent(queue, queued);
  }

  forget(consumer: ChannelConsumer, cancelled: boolean): void {
    this.#byTag.delete(consumer.tag);
    if (cancelled && this.#channel.connection.understands('consumer_cancel_notify'))
      this.#channel.send('basic.cancel', [consumer.tag, 1]);
  }

  serve(): void {
    for (const { queue } of this.#byTag.values()) if (queue.length > 0) queue.serve();
  }

  release(): void {
    for (const tag of [...this.#byTag.keys()]) this.#remove(tag);
    this.#recover(true);
  }

  #consume([, given, tag, flags, args]: MethodArguments<'basic.consume'>): void {
    const name = this.#channel.queueName(given);
    this.#channel.require('read', 'queue', name);
    const queue = this.#channel.vhost.queue(name);
    requireAccess(queue, this.#channel);
    this.#requireConsumable(queue, args);
    const isExclusive = (flags & FLAG.exclusive) !== 0;
    const others = queue.consumers;
    if (others.some((other) => other.isExclusive) || (isExclusive && others.length > 0)) {
      const vhost = this.#channel.vhost.name;
      throw new AmqpError('ACCESS_REFUSED', `queue '${name}' in vhost '${vhost}' in exclusive use`);
    }
    if (this.#byTag.has(tag))
      throw new AmqpError('NOT_ALLOWED', `attempt to reuse consumer tag '${tag}'`);
    const chosen = tag === '' ? `amq.ctag-${randomBytes(16).toString('base64url')}` : tag;
    const wanted = args['x-prefetch-count'];
    const consumer = new ChannelConsumer(this, queue, {
      tag: chosen,
      noAck: (flags & FLAG.noAck) !== 0,
      isExclusive,
      prefetch: typeof wanted === 'number' ? wanted : this.#prefetch,
    });
    this.#byTag.set(chosen, consumer);
    if ((flags & FLAG.noWait) === 0) this.#channel.send('basic.consume-ok', [chosen]);
    queue.addConsumer(consumer);
  }

  /** What RabbitMQ refuses, or does and this broker cannot. */
  #requireConsumable(queue: Queue, args: FieldTable): void {
    if (this.#channelPrefetch !== 0 && queue.settings.isQuorum)
      throw new AmqpError('NOT_IMPLEMENTED', `queue '${queue.name}' does not support global qos`);
    if (Object.hasOwn(args, 'x-priority'))
      throw new AmqpError('NOT_IMPLEMENTED', `consumer argument 'x-priority' of '${queue.name}'`);
  }

  #remove(tag: string): void {
    const consumer = this.#byTag.get(tag);
    this.#byTag.delete(tag);
    consumer?.queue.removeConsumer(consumer);
  }

  #get(given: string, noAck: boolean): void {
    const name = this.#channel.queueName(given);
    this.#channel.require('read', 'queue', name);
    const queue = this.#channel.vhost.queue(name);
    requireAccess(queue, this.#channel);
    const queued = queue.take();
    if (queued === undefined) return this.#channel.send('basic.get-empty', ['']);
    const tag = this.#keep(noAck, { queued, queue, consumer: undefined });
    const { exchange, routingKey } = queued.message;
    const redelivered = Number(queued.redelivered);
    this.#channel.send('basic.get-ok', [tag, redelivered, exchange, routingKey, queue.length]);
    this.#sendContent(queue, queued);
  }

  #keep(noAck: boolean, unsettled: Unsettled): number {
    const tag = ++this.#deliveryTag;
    if (noAck) this.#settle(unsettled);
    else {
      this.#unsettled.set(tag, unsettled);
      if (unsettled.consumer !== undefined) unsettled.consumer.unsettled++;
    }
    return tag;
  }

  #sendContent(queue: Queue, { message, deliveryCount }: QueuedMessage): void {
    const { raw } = message.header;
    const counted = deliveryCount > 0 && queue.settings.isQuorum;
    const header = counted ? withHeaders(raw, { 'x-delivery-count': deliveryCount }) : raw;
    this.#channel.connection.frames.content(this.#channel.number, header, message.body);
  }

  #settle({ queue, queued }: Unsettled): void {
    queue.settle(queued);
  }

  /** Takes a delivery out of those that are not settled; throws where there is no such. */
  #takeOne(tag: number): Unsettled {
    const unsettled = this.#unsettled.get(tag);
    if (unsettled === undefined)
      throw new AmqpError('PRECONDITION_FAILED', `unknown delivery tag ${tag}`);
    this.#unsettled.delete(tag);
    if (unsettled.consumer !== undefined) unsettled.consumer.unsettled--;
    return unsettled;
  }

  /** Takes all up to that one; 0 is the last one. */
  #takeUpTo(last: number): readonly Unsettled[] {
    const taken: Unsettled[] = [];
    if (last !== 0 && !this.#unsettled.has(last)) return [this.#takeOne(last)];
    for (const tag of this.#unsettled.keys()) {
      if (last !== 0 && tag > last) break;
      taken.push(this.#takeOne(tag));
    }
    return taken;
  }

  #refuse(taken: readonly Unsettled[], requeue: boolean): void {
    // From the last to the first, because each goes before those that are back already.
    if (requeue) for (const { queue, queued } of taken.toReversed()) queue.putBack(queued);
    else for (const { queue, queued } of taken) queue.reject(queued);
    for (const queue of new Set(taken.map((unsettled) => unsettled.queue))) queue.serve();
    this.serve();
  }

  #recover(requeue: boolean): void {
    if (!requeue) throw new AmqpError('NOT_IMPLEMENTED', 'recover without requeue');
    this.#refuse(this.#takeUpTo(0), true);
  }
}

import { AmqpError } from '../amqp-error.ts';
import { readContentHeader, type ContentHeader } from '../wire/content-header.ts';
import { FRAME } from '../wire/frame-reader.ts';
import type { Channel, MethodHandlers } from './channel.ts';

interface Publish {
  readonly exchange: string;
  readonly routingKey: string;
  readonly mandatory: boolean;
  header: ContentHeader | undefined;
  readonly body: Buffer[];
  bodyBytes: number;
}

const MANDATORY = 1;
const IMMEDIATE = 2;
/** Slices of a socket's buffer up to here are copied, so that a message keeps no more than itself. */
const COPIED_BYTES = 32_768;

/** A channel's publishing: contents put together, routed, returned and confirmed. */
export class ChannelPublisher {
  readonly handlers: MethodHandlers;
  readonly #channel: Channel;
  #publish: Publish | undefined;
  /** Number of the last message, once confirms are on. */
  #sequence: number | undefined;
  /** The first and last message that were taken and not confirmed yet. */
  #taken: { readonly first: number; last: number } | undefined;

  constructor(channel: Channel) {
    this.#channel = channel;
    this.handlers = {
      'basic.publish': ([, exchange, routingKey, flags]) => {
        if ((flags & IMMEDIATE) !== 0) throw new AmqpError('NOT_IMPLEMENTED', 'immediate=true');
        channel.require('write', 'exchange', exchange);
        if (exchange !== '' && channel.vhost.exchange(exchange).declaration.internal)
          throw new AmqpError(
            'ACCESS_REFUSED',
            `cannot publish to internal exchange '${exchange}'`,
          );
        const mandatory = (flags & MANDATORY) !== 0;
        this.#publish = {
          exchange,
          routingKey,
          mandatory,
          header: undefined,
          body: [],
          bodyBytes: 0,
        };
      },
      'confirm.select': ([noWait]) => {
        this.#sequence ??= 0;
        if (noWait === 0) channel.send('confirm.select-ok', []);
      },
    };
  }

  /** Throws where a method comes amid a content. */
  requireNoContent(): void {
    if (this.#publish !== undefined)
      throw new AmqpError('UNEXPECTED_FRAME', 'a method came where a content was expected');
  }

  onContent(type: number, payload: Buffer): void {
    const publish = this.#publish;
    if (publish === undefined)
      throw new AmqpError('UNEXPECTED_FRAME', 'a content without a publish');
    if (type === FRAME.header && publish.header === undefined) {
      publish.header = readContentHeader(Buffer.from(payload));
      this.#check(publish.header);
    } else if (type === FRAME.body && publish.header !== undefined) {
      publish.body.push(payload);
      publish.bodyBytes += payload.length;
    } else throw new AmqpError('UNEXPECTED_FRAME', 'a content is out of order');
    if (publish.bodyBytes < publish.header.bodyBytes) return;
    if (publish.bodyBytes > publish.header.bodyBytes)
      throw new AmqpError('SYNTAX_ERROR', 'a body is longer than its header says');
    this.#publish = undefined;
    this.#route(publish, publish.header);
  }

  /** Confirms everything that was taken, in one method. */
  tellConfirms(): void {
    const taken = this.#taken;
    if (taken === undefined) return;
    this.#taken = undefined;
    this.#channel.send('basic.ack', [taken.last, taken.last > taken.first ? 1 : 0]);
  }

  #check({ bodyBytes, userId, expiration }: ContentHeader): void {
    const { user, parts } = this.#channel.connection;
    const { maxMessageBytes } = parts;
    if (bodyBytes > maxMessageBytes) {
      const message = `message size ${bodyBytes} is larger than configured max size ${maxMessageBytes}`;
      throw this.#forget(new AmqpError('PRECONDITION_FAILED', message));
    }
    if (userId !== undefined && userId !== user!.name && !user!.tags.includes('impersonator')) {
      const message = `user_id property set to '${userId}' but authenticated user was '${user!.name}'`;
      throw this.#forget(new AmqpError('PRECONDITION_FAILED', message));
    }
    if (expiration !== undefined && !/^\d{1,15}$/.test(expiration))
      throw this.#forget(
        new AmqpError('PRECONDITION_FAILED', `invalid expiration '${expiration}'`),
      );
  }

  #forget(error: AmqpError): AmqpError {
    this.#publish = undefined;
    return error;
  }

  #route(publish: Publish, header: ContentHeader): void {
    const { exchange, routingKey } = publish;
    const body = join(publish.body);
    const { routed, refused } = this.#channel.vhost.publish({ exchange, routingKey, header, body });
    if (routed === 0 && publish.mandatory) {
      this.#channel.send('basic.return', [312, 'NO_ROUTE', exchange, routingKey]);
      this.#channel.connection.frames.content(this.#channel.number, header.raw, body);
    }
    if (this.#sequence === undefined) return;
    const number = ++this.#sequence;
    if (refused) {
      this.tellConfirms();
      this.#channel.send('basic.nack', [number, 0]);
    } else if (this.#taken === undefined) {
      this.#taken = { first: number, last: number };
      this.#channel.connection.confirmLater(this.#channel);
    } else this.#taken.last = number;
  }
}

function join(parts: readonly Buffer[]): Buffer {
  const [first, ...others] = parts;
  if (first === undefined) return Buffer.alloc(0);
  if (others.length > 0) return Buffer.concat(parts);
  return first.length <= COPIED_BYTES ? Buffer.from(first) : first;
}

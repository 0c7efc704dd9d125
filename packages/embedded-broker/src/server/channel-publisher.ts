import { AmqpError } from '../amqp-error.ts';
import { readContentHeader, type ContentHeader } from '../wire/content-header.ts';
import { FRAME } from '../wire/frame-reader.ts';
import type { Channel, MethodHandlers } from './channel.ts';

const MANDATORY = 1;
const IMMEDIATE = 2;
/** Slices of a socket's buffer up to here are copied, so that a message keeps no more than itself. */
const COPIED_BYTES = 32_768;

/** A channel's publishing: contents put together, routed, returned and confirmed. */
export class ChannelPublisher {
  readonly handlers: MethodHandlers;
  readonly #channel: Channel;
  /** The content that is expected or comes: where it goes, its header, and what there is of its body. */
  #isExpected = false;
  #exchange = '';
  #routingKey = '';
  #isMandatory = false;
  #header: ContentHeader | undefined;
  #body: Buffer[] = [];
  #bodyBytes = 0;
  /** The exchange that was last found to be allowed, and when. */
  #allowed: string | undefined;
  #allowedAt = -1;
  /** Number of the last message, once confirms are on. */
  #sequence: number | undefined;
  /** The first and last message that were taken and not confirmed yet. */
  #taken: { readonly first: number; last: number } | undefined;

  constructor(channel: Channel) {
    this.#channel = channel;
    this.handlers = {
      'basic.publish': ([, exchange, routingKey, flags]) => {
        if ((flags & IMMEDIATE) !== 0) throw new AmqpError('NOT_IMPLEMENTED', 'immediate=true');
        this.#requireWrite(exchange);
        this.#isExpected = true;
        this.#exchange = exchange;
        this.#routingKey = routingKey;
        this.#isMandatory = (flags & MANDATORY) !== 0;
        this.#header = undefined;
        this.#body = [];
        this.#bodyBytes = 0;
      },
      'confirm.select': ([noWait]) => {
        this.#sequence ??= 0;
        if (noWait === 0) channel.send('confirm.select-ok', []);
      },
    };
  }

  /** Throws where a method comes amid a content. */
  requireNoContent(): void {
    if (this.#isExpected)
      throw new AmqpError('UNEXPECTED_FRAME', 'a method came where a content was expected');
  }

  onContent(type: number, payload: Buffer): void {
    if (!this.#isExpected) throw new AmqpError('UNEXPECTED_FRAME', 'a content without a publish');
    if (type === FRAME.header && this.#header === undefined) {
      this.#header = readContentHeader(Buffer.from(payload));
      this.#check(this.#header);
    } else if (type === FRAME.body && this.#header !== undefined) {
      this.#body.push(payload);
      this.#bodyBytes += payload.length;
    } else throw new AmqpError('UNEXPECTED_FRAME', 'a content is out of order');
    const { bodyBytes } = this.#header;
    if (this.#bodyBytes < bodyBytes) return;
    if (this.#bodyBytes > bodyBytes)
      throw new AmqpError('SYNTAX_ERROR', 'a body is longer than its header says');
    this.#isExpected = false;
    const body = join(this.#body);
    this.#body = [];
    this.#route(this.#header, body);
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
    this.#isExpected = false;
    return error;
  }

  #requireWrite(exchange: string): void {
    const { connection, vhost } = this.#channel;
    const { version } = connection.parts.access;
    if (exchange !== this.#allowed || version !== this.#allowedAt) {
      this.#channel.require('write', 'exchange', exchange);
      this.#allowed = exchange;
      this.#allowedAt = version;
    }
    if (exchange !== '' && vhost.exchange(exchange).declaration.internal)
      throw new AmqpError('ACCESS_REFUSED', `cannot publish to internal exchange '${exchange}'`);
  }

  #route(header: ContentHeader, body: Buffer): void {
    const exchange = this.#exchange;
    const routingKey = this.#routingKey;
    const { connection, number: channel, vhost } = this.#channel;
    const { routed, refused } = vhost.publish({ exchange, routingKey, header, body });
    if (routed === 0 && this.#isMandatory) {
      this.#channel.send('basic.return', [312, 'NO_ROUTE', exchange, routingKey]);
      connection.frames.content(channel, header.raw, body);
    }
    connection.onPublished();
    if (this.#sequence === undefined) return;
    const number = ++this.#sequence;
    if (refused) {
      this.tellConfirms();
      this.#channel.send('basic.nack', [number, 0]);
    } else if (this.#taken === undefined) {
      this.#taken = { first: number, last: number };
      connection.confirmLater(this.#channel);
    } else this.#taken.last = number;
  }
}

function join(parts: readonly Buffer[]): Buffer {
  const [first, ...others] = parts;
  if (first === undefined) return Buffer.alloc(0);
  if (others.length > 0) return Buffer.concat(parts);
  return first.length <= COPIED_BYTES ? Buffer.from(first) : first;
}

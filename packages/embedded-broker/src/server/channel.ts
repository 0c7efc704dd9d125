import { AmqpError } from '../amqp-error.ts';
import type { VirtualHost } from '../model/virtual-host.ts';
import { ByteReader } from '../wire/byte-reader.ts';
import { FRAME } from '../wire/frame-reader.ts';
import {
  METHODS,
  readMethod,
  type Method,
  type MethodArguments,
  type MethodName,
} from '../wire/methods.ts';
import type { Permission } from './access-control.ts';
import { ChannelConsumers } from './channel-consumers.ts';
import { ChannelPublisher } from './channel-publisher.ts';
import { exchangeMethods } from './exchange-methods.ts';
import { queueMethods } from './queue-methods.ts';
import type { Connection } from './connection.ts';

/** What a channel does when a method comes. */
export type MethodHandlers = {
  readonly [Name in MethodName]?: (args: MethodArguments<Name>) => void;
};

/** One channel of a connection. */
export class Channel {
  readonly number: number;
  readonly connection: Connection;
  readonly vhost: VirtualHost;
  /** The queue that an empty name means. */
  lastQueue = '';
  readonly #publisher: ChannelPublisher;
  readonly #consumers: ChannelConsumers;
  readonly #handlers: MethodHandlers;
  #isClosing = false;

  constructor(number: number, connection: Connection, vhost: VirtualHost) {
    this.number = number;
    this.connection = connection;
    this.vhost = vhost;
    this.#publisher = new ChannelPublisher(this);
    this.#consumers = new ChannelConsumers(this);
    this.#handlers = {
      ...exchangeMethods(this),
      ...queueMethods(this),
      ...this.#publisher.handlers,
      ...this.#consumers.handlers,
      'channel.flow': ([flags]) => this.send('channel.flow-ok', [flags]),
      'channel.close': () => {
        this.release();
        this.send('channel.close-ok', []);
        this.connection.forgetChannel(this.number);
      },
    };
  }

  send<Name extends MethodName>(name: Name, args: MethodArguments<Name>): void {
    this.connection.send(this.number, name, args);
  }

  /** Throws `ACCESS_REFUSED` where the user may not do this. */
  require(permission: Permission, kind: 'queue' | 'exchange', name: string): void {
    const who = { user: this.connection.user!.name, vhost: this.vhost.name };
    this.connection.parts.access.require(permission, { kind, name }, who);
  }

  /** A name as a client gave it; an empty one is the queue it declared last. */
  queueName(given: string): string {
    if (given !== '') return given;
    if (this.lastQueue !== '') return this.lastQueue;
    throw new AmqpError('NOT_FOUND', 'no previously declared queue');
  }

  onFrame(type: number, payload: Buffer): void {
    if (type !== FRAME.method) {
      if (!this.#isClosing) this.#try(undefined, () => this.#publisher.onContent(type, payload));
      return;
    }
    const method = readMethod(new ByteReader(payload));
    if (method === undefined) {
      const id = `${payload.readUInt16BE(0)}.${payload.readUInt16BE(2)}`;
      throw new AmqpError('NOT_IMPLEMENTED', `method ${id}`);
    }
    if (method.name === 'channel.close-ok') return this.connection.forgetChannel(this.number);
    if (this.#isClosing && method.name !== 'channel.close') return;
    this.#try(method.name, () => this.#onMethod(method));
  }

  get isConsuming(): boolean {
    return this.#consumers.isConsuming;
  }

  tellConfirms(): void {
    this.#publisher.tellConfirms();
  }

  /** The client can take more. */
  serve(): void {
    this.#consumers.serve();
  }

  /** Confirms what it published, gives back what was not settled, and stops consuming. */
  release(): void {
    this.tellConfirms();
    this.#consumers.release();
    this.#isClosing = true;
  }

  #onMethod({ name, args }: Method): void {
    const handler = this.#handlers[name] as ((args: Method['args']) => void) | undefined;
    if (handler === undefined) throw new AmqpError('COMMAND_INVALID', `${name} is not expected`);
    this.#publisher.requireNoContent();
    handler(args);
  }

  #try(method: MethodName | undefined, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof AmqpError)) throw error;
      // A content belongs to the publish before it.
      const [classId, methodId] = METHODS[method ?? 'basic.publish'];
      if (error.ends === 'connection') return this.connection.close(error, [classId, methodId]);
      this.release();
      this.send('channel.close', [error.replyCode, error.text, classId, methodId]);
    }
  }
}

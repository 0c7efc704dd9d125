import type { Socket } from 'node:net';
import { AmqpError } from '../amqp-error.ts';
import type { VirtualHost } from '../model/virtual-host.ts';
import { ByteReader } from '../wire/byte-reader.ts';
import type { FieldTable } from '../wire/field-table.ts';
import { FRAME, FrameReader } from '../wire/frame-reader.ts';
import { FrameWriter } from '../wire/frame-writer.ts';
import { readMethod, type Method, type MethodArguments, type MethodName } from '../wire/methods.ts';
import type { User } from './access-control.ts';
import type { BrokerParts } from './broker-parts.ts';
import { Channel } from './channel.ts';
import { FlowControl } from './flow-control.ts';
import { authenticate, enter, PROTOCOL_HEADER, SERVER_PROPERTIES } from './handshake.ts';
import { watchHeartbeats, type Heartbeats } from './heartbeats.ts';

type State = 'starting' | 'tuning' | 'opening' | 'open' | 'closing' | 'closed';

const HANDSHAKE_MS = 10_000;
const GOODBYE_MS = 1_000;
const MAX_CHANNELS = 2_047;

/** One client, from its first byte to its last. */
export class Connection {
  user: User | undefined;
  vhost: VirtualHost | undefined;
  properties: FieldTable = {};
  readonly parts: BrokerParts;
  readonly peer: string;
  readonly #socket: Socket;
  readonly #flow: FlowControl;
  readonly #reader: FrameReader;
  readonly #writer: FrameWriter;
  readonly #channels = new Map<number, Channel>();
  readonly #confirming = new Set<Channel>();
  #state: State = 'starting';
  #preamble: Buffer | undefined = Buffer.alloc(0);
  #deadline: NodeJS.Timeout;
  #heartbeats: Heartbeats | undefined;
  #flushing = false;

  constructor(socket: Socket, parts: BrokerParts) {
    this.parts = parts;
    this.peer = `${socket.remoteAddress}:${socket.remotePort}`;
    this.#socket = socket.setNoDelay(true);
    this.#flow = new FlowControl(socket);
    this.#writer = new FrameWriter(parts.frameMaxBytes);
    this.#reader = new FrameReader(parts.frameMaxBytes, (type, channel, payload) =>
      this.#onFrame(type, channel, payload),
    );
    this.#deadline = setTimeout(() => socket.destroy(), HANDSHAKE_MS);
    socket.on('data', (chunk) => this.#onData(chunk));
    socket.on('drain', () => this.#onDrained());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#onClosed());
    socket.on('end', () => socket.destroy());
  }

  /** As the client calls itself, else where it comes from. */
  get name(): string {
    const { connection_name: name } = this.properties;
    return typeof name === 'string' ? name : this.peer;
  }

  get channelCount(): number {
    return this.#channels.size;
  }

  /** Whether it has more to read than it should be given now. */
  get isCongested(): boolean {
    return this.#flow.isCongested(this.#writer.bytes);
  }

  get frames(): FrameWriter {
    this.#scheduleFlush();
    return this.#writer;
  }

  send<Name extends MethodName>(channel: number, name: Name, args: MethodArguments<Name>): void {
    this.frames.method(channel, name, args);
  }

  /** The channel has confirms to tell before the next write. */
  confirmLater(channel: Channel): void {
    this.#confirming.add(channel);
    this.#scheduleFlush();
  }

  /** It published: where there is no room for more, it waits, unless it consumes, which makes room. */
  onPublished(): void {
    if (!this.parts.held.isFull || this.#flow.isBlocked) return;
    if ([...this.#channels.values()].some((channel) => channel.isConsuming)) return;
    this.#flow.isBlocked = true;
    if (this.understands('connection.blocked'))
      this.send(0, 'connection.blocked', ['low on memory']);
  }

  /** There is room again. */
  unblock(): void {
    if (!this.#flow.isBlocked) return;
    this.#flow.isBlocked = false;
    if (this.understands('connection.blocked')) this.send(0, 'connection.unblocked', []);
  }

  /** Whether the client said that it knows this extension of the protocol. */
  understands(capability: 'connection.blocked' | 'consumer_cancel_notify'): boolean {
    const { capabilities } = this.properties;
    return (capabilities as FieldTable | null | undefined)?.[capability] === true;
  }

  forgetChannel(number: number): void {
    this.#channels.delete(number);
  }

  /** Tells the client why, and ends the connection, with or without its consent. */
  close(error: AmqpError, method?: readonly [classId: number, methodId: number]): void {
    if (this.#state === 'closing' || this.#state === 'closed') return;
    this.#releaseChannels();
    this.send(0, 'connection.close', [error.replyCode, error.text, ...(method ?? [0, 0])]);
    this.#state = 'closing';
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#socket.destroy(), GOODBYE_MS);
  }

  #onData(chunk: Buffer): void {
    this.#heartbeats?.onRead();
    try {
      if (this.#preamble === undefined) return this.#reader.push(chunk);
      const preamble = Buffer.concat([this.#preamble, chunk]);
      this.#preamble = preamble;
      if (preamble.length < PROTOCOL_HEADER.length) return;
      this.#preamble = undefined;
      this.#start(preamble);
    } catch (error) {
      this.#fail(error);
    }
  }

  #start(preamble: Buffer): void {
    if (!preamble.subarray(0, 8).equals(PROTOCOL_HEADER)) {
      this.#socket.end(PROTOCOL_HEADER);
      return;
    }
    const mechanisms = Buffer.from('PLAIN AMQPLAIN');
    this.send(0, 'connection.start', [0, 9, SERVER_PROPERTIES, mechanisms, Buffer.from('en_US')]);
    if (preamble.length > 8) this.#reader.push(preamble.subarray(8));
  }

  /** Whatever is wrong with a frame, those after it are still read: among them may be a `close-ok`. */
  #onFrame(type: number, number: number, payload: Buffer): void {
    try {
      this.#onWholeFrame(type, number, payload);
    } catch (error) {
      this.#fail(error);
    }
  }

  #onWholeFrame(type: number, number: number, payload: Buffer): void {
    if (type === FRAME.heartbeat || this.#state === 'closed') return;
    if (number !== 0) {
      if (this.#state === 'open') this.#channelOf(number, type, payload)?.onFrame(type, payload);
      return;
    }
    if (type !== FRAME.method) throw new AmqpError('UNEXPECTED_FRAME', 'content on channel 0');
    const method = readMethod(new ByteReader(payload));
    if (method !== undefined) return this.#onMethod(method);
    throw new AmqpError('NOT_IMPLEMENTED', 'a method that this broker does not know');
  }

  #onMethod({ name, args }: Method): void {
    if (name === 'connection.close-ok') return void this.#socket.destroy();
    if (this.#state === 'closing') return;
    if (name === 'connection.close') {
      this.#releaseChannels();
      this.send(0, 'connection.close-ok', []);
      this.#state = 'closed';
      this.#flush();
      this.#socket.end();
    } else if (name === 'connection.start-ok' && this.#state === 'starting') {
      const [properties, mechanism, response] = args as MethodArguments<typeof name>;
      this.properties = properties;
      this.user = authenticate(this.parts.access, mechanism, response);
      const { frameMaxBytes, heartbeatSeconds } = this.parts;
      this.send(0, 'connection.tune', [MAX_CHANNELS, frameMaxBytes, heartbeatSeconds]);
      this.#state = 'tuning';
    } else if (name === 'connection.tune-ok' && this.#state === 'tuning') {
      const [, frameMax, heartbeatSeconds] = args as MethodArguments<typeof name>;
      if (frameMax !== 0) this.#writer.maxBytes = this.#reader.maxBytes = Math.max(4_096, frameMax);
      this.#heartbeats = watchHeartbeats(this.#socket, heartbeatSeconds, () =>
        this.frames.heartbeat(),
      );
      this.#state = 'opening';
    } else if (name === 'connection.open' && this.#state === 'opening') {
      const [vhost] = args as MethodArguments<typeof name>;
      this.vhost = enter(this.parts, this.user!.name, vhost);
      this.parts.connections.add(this);
      this.send(0, 'connection.open-ok', ['']);
      this.#state = 'open';
      clearTimeout(this.#deadline);
    } else throw new AmqpError('COMMAND_INVALID', `${name} is not expected now`);
  }

  /** The channel that a frame is for; the first one opens it. */
  #channelOf(number: number, type: number, payload: Buffer): Channel | undefined {
    const known = this.#channels.get(number);
    if (known !== undefined) return known;
    const method = type === FRAME.method ? readMethod(new ByteReader(payload)) : undefined;
    if (method?.name === 'channel.close-ok') return undefined;
    if (method?.name !== 'channel.open')
      throw new AmqpError('CHANNEL_ERROR', `channel ${number} is not open`);
    const limit = this.parts.access.limits.get(this.user!.name)?.maxChannels ?? Infinity;
    const mine = [...this.parts.connections].filter(({ user }) => user?.name === this.user!.name);
    const open = mine.reduce((sum, connection) => sum + connection.channelCount, 0);
    if (number > MAX_CHANNELS || open >= limit)
      throw new AmqpError(
        'NOT_ALLOWED',
        `number of channels opened for user (${open}) is at its limit`,
      );
    this.#channels.set(number, new Channel(number, this, this.vhost!));
    this.send(number, 'channel.open-ok', [Buffer.alloc(0)]);
    return undefined;
  }

  #fail(error: unknown): void {
    if (error instanceof AmqpError) this.close(error);
    else if (error instanceof RangeError) this.close(new AmqpError('SYNTAX_ERROR', error.message));
    else this.close(new AmqpError('INTERNAL_ERROR', String(error)));
  }

  #releaseChannels(): void {
    for (const channel of [...this.#channels.values()]) channel.release();
    this.#channels.clear();
    this.parts.connections.delete(this);
    for (const queue of [...(this.vhost?.queues.values() ?? [])])
      if (queue.owner === this) this.vhost?.drop(queue);
  }

  #onClosed(): void {
    this.#state = 'closed';
    clearTimeout(this.#deadline);
    this.#heartbeats?.stop();
    this.#releaseChannels();
  }

  #onDrained(): void {
    this.#flow.update();
    for (const channel of this.#channels.values()) channel.serve();
  }

  /** Everything that one turn brought goes out in one write. */
  #scheduleFlush(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#flushing = true;
    for (const channel of this.#confirming) channel.tellConfirms();
    this.#confirming.clear();
    this.#flushing = false;
    if (this.#writer.bytes === 0 || !this.#socket.writable) return;
    this.#heartbeats?.onWritten();
    const chunks = this.#writer.take();
    if (chunks.length > 1) this.#socket.cork();
    for (const chunk of chunks) this.#socket.write(chunk);
    if (chunks.length > 1) this.#socket.uncork();
    this.#flow.update();
  }
}

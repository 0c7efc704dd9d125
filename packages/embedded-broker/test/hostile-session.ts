import { connect } from 'node:net';
import type { EmbeddedBroker } from '@celeriac/embedded-broker';
import { FrameWriter } from '../src/wire/frame-writer.ts';

/** The administrator of brokers that these tests start. */
export const ADMIN = { user: 'test', password: 'a test' } as const;

/** What a client says first: who it is, and that it opens channel 1. */
export function renderLogin(): Buffer {
  const writer = new FrameWriter(131_072);
  const login = Buffer.from(`\0${ADMIN.user}\0${ADMIN.password}`);
  writer.method(0, 'connection.start-ok', [{}, 'PLAIN', login, 'en_US']);
  writer.method(0, 'connection.tune-ok', [2_047, 131_072, 60]);
  writer.method(0, 'connection.open', ['/', '', 0]);
  writer.method(1, 'channel.open', ['']);
  return Buffer.concat([Buffer.from('AMQP\0\0\x09\x01', 'latin1'), ...writer.take()]);
}

/** Subscribes channel 1 to a queue, without acknowledgements. */
export function renderConsume(queue: string): Buffer {
  const writer = new FrameWriter(131_072);
  writer.method(1, 'basic.consume', [0, queue, 'tag', 2, {}]);
  return Buffer.concat(writer.take());
}

/** All that a client says that connects, declares, publishes, consumes and settles, told in advance. */
export function renderSession(queue: string): Buffer {
  const writer = new FrameWriter(131_072);
  const none = {};
  // A content header of class 60: 5 bytes of body, and delivery mode 2.
  const header = Buffer.from([0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0x10, 0, 2]);
  writer.method(1, 'confirm.select', [0]);
  writer.method(1, 'queue.declare', [0, queue, 4, { 'x-max-length': 9 }]);
  writer.method(1, 'basic.qos', [0, 3, 0]);
  writer.method(1, 'basic.publish', [0, '', queue, 1]);
  writer.content(1, header, Buffer.from('hello'));
  writer.method(1, 'basic.consume', [0, queue, 'tag', 0, none]);
  writer.method(1, 'basic.nack', [1, 2]);
  writer.method(1, 'basic.ack', [2, 1]);
  writer.method(1, 'channel.close', [200, '', 0, 0]);
  writer.method(0, 'connection.close', [200, '', 0, 0]);
  return Buffer.concat([renderLogin(), ...writer.take()]);
}

/** Says that to the broker, all at once, and hangs up; resolves to what it answered, when it has hung up too. */
export function say({ host, port }: EmbeddedBroker, bytes: Uint8Array): Promise<Buffer> {
  const answer: Buffer[] = [];
  return new Promise((resolve) => {
    const socket = connect(port, host, () => socket.end(bytes));
    socket.on('data', (chunk: Buffer) => answer.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(answer)));
  });
}

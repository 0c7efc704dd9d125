import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A method of AMQP 0-9-1 by its numbers, such as `10.11`. */
type Method = `${number}.${number}`;

/** A broker that speaks just enough AMQP 0-9-1 for a client to connect, and then does as told. */
export interface FakeBroker extends AsyncDisposable {
  readonly url: string;
  /** Sends a method to every connection, on channel 0. */
  send(method: Method, args: Buffer): void;
  /** Open sockets. */
  readonly sockets: ReadonlySet<Socket>;
  /** From now on reads what comes, and says nothing. */
  fallSilent(): void;
}

const shortString = (text: string): Buffer => Buffer.from([text.length, ...Buffer.from(text)]);
const longString = (text: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, Buffer.from(text)]);
};
const zeros = (bytes: number): Buffer => Buffer.alloc(bytes);

/** What is answered to what; anything else gets no answer. */
const ANSWERS: Readonly<Record<Method, readonly [Method, Buffer]>> = {
  '10.11': ['10.30', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0])],
  '10.40': ['10.41', zeros(1)],
  '10.50': ['10.51', zeros(0)],
  '20.10': ['20.11', zeros(4)],
  '20.40': ['20.41', zeros(0)],
  '50.10': ['50.11', Buffer.concat([shortString('q'), zeros(8)])],
  '50.20': ['50.21', zeros(0)],
  '50.40': ['50.41', zeros(4)],
  '60.10': ['60.11', zeros(0)],
  '60.20': ['60.21', shortString('tag')],
  '85.10': ['85.11', zeros(0)],
};

function frame(channel: number, method: Method, args: Buffer): Buffer {
  const [classId = 0, methodId = 0] = method.split('.').map(Number);
  const bytes = Buffer.alloc(7 + 4 + args.length + 1);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt16BE(channel, 1);
  bytes.writeUInt32BE(4 + args.length, 3);
  bytes.writeUInt16BE(classId, 7);
  bytes.writeUInt16BE(methodId, 9);
  args.copy(bytes, 11);
  bytes.writeUInt8(0xce, bytes.length - 1);
  return bytes;
}

/** The text of `connection.blocked`. */
export function blockedArguments(reason: string): Buffer {
  return shortString(reason);
}

export async function startFakeBroker(): Promise<FakeBroker> {
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let rest = Buffer.alloc(0);
    let greeted = false;
    socket.on('data', (data) => {
      rest = Buffer.concat([rest, data]);
      if (silent) return;
      if (!greeted && rest.length >= 8) {
        greeted = true;
        rest = rest.subarray(8);
        const start = [Buffer.from([0, 9]), zeros(4), longString('PLAIN'), longString('en_US')];
        socket.write(frame(0, '10.10', Buffer.concat(start)));
      }
      while (rest.length >= 7 && rest.length >= 8 + rest.readUInt32BE(3)) {
        const size = 8 + rest.readUInt32BE(3);
        const isMethod = rest.readUInt8(0) === 1;
        const channel = rest.readUInt16BE(1);
        const method: Method = isMethod ? `${rest.readUInt16BE(7)}.${rest.readUInt16BE(9)}` : '0.0';
        const answer = ANSWERS[method];
        if (answer !== undefined) socket.write(frame(channel, ...answer));
        rest = rest.subarray(size);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `amqp://someone:s3cret@127.0.0.1:${port}/`,
    sockets,
    send(method, args) {
      for (const socket of sockets) socket.write(frame(0, method, args));
    },
    fallSilent() {
      silent = true;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

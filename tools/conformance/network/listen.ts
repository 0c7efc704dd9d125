/**
 * Listens on TCP addresses, `address:port` of either version of IP, and answers every connection; with `dns`, answers every
 * question to `address:53` with the address 203.0.113.10. Writes `listening` when it does.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

const [, , resolver = '', ...addresses] = process.argv;

for (const target of addresses) {
  const colon = target.lastIndexOf(':');
  const [host, port] = [target.slice(0, colon), target.slice(colon + 1)];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('here');
  });
  server.listen(Number(port), host);
  await once(server, 'listening');
}
if (resolver !== '') {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    socket.send(answer(question), from.port, from.address);
  });
  socket.bind(53, resolver);
  await once(socket, 'listening');
}
process.stdout.write('listening\n');

/** The question again, with one record of type A for its name. */
function answer(question: Buffer): Buffer {
  const head = Buffer.from(question.subarray(0, 12));
  head.writeUInt16BE(0x8180, 2);
  const end = question.indexOf(0, 12) + 5;
  const isA = question.readUInt16BE(end - 4) === 1;
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(isA ? 1 : 0, 6);
  head.writeUInt32BE(0, 8);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 203, 0, 113, 10]);
  return Buffer.concat([head, question.subarray(12, end), ...(isA ? [record] : [])]);
}

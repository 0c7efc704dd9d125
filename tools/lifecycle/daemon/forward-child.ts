import { connect, createServer } from 'node:net';

/** Listens in the network that it runs in and leads to a Unix socket, which every network shares. */
const [port = '', path = ''] = process.argv.slice(2);
const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
  const target = connect({ path, allowHalfOpen: true });
  const end = (): void => {
    client.destroy();
    target.destroy();
  };
  client.on('error', end).pipe(target);
  target.on('error', end).pipe(client);
});
server.listen(Number(port), '0.0.0.0', () => process.stdout.write('listening\n'));
// Whoever started it is gone.
process.stdin.resume().on('end', () => process.exit());

import { createServer, request } from 'node:http';

/** A way to a server that fails a request on purpose. */
export interface FailingWay extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** The next request of this method and path is answered with 503. */
  failNext(method: string, path: RegExp): void;
}

/** Opens a way to an HTTP server at `target`; all but what is to fail goes through as it is. */
export async function openFailingWay(target: string): Promise<FailingWay> {
  const toFail: { method: string; path: RegExp }[] = [];
  const [hostname, port] = target.split(':');
  const server = createServer((asked, answer) => {
    const { method = '', url: path = '', headers } = asked;
    const at = toFail.findIndex((one) => one.method === method && one.path.test(path));
    if (at >= 0) {
      toFail.splice(at, 1);
      asked.resume();
      answer.writeHead(503).end();
      return;
    }
    const onward = request({ hostname, port, method, path, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = server.address() as { port: number };
  return {
    host: `127.0.0.1:${own.port}`,
    failNext: (method, path) => void toFail.push({ method, path }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

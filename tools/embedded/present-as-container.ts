import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An address to give to a test suite that wants to start its own broker in a container. */
export interface PresentedContainer extends AsyncDisposable {
  /** For `DOCKER_HOST`. */
  readonly dockerHost: string;
}

/**
 * Answers the few requests of Docker's HTTP API that start a container as if the broker that runs already
 * were the one in it, so that a suite which starts its broker so runs unchanged.
 */
export async function presentAsContainer(amqpPort: number): Promise<PresentedContainer> {
  const Ports = { '5672/tcp': [{ HostIp: '127.0.0.1', HostPort: String(amqpPort) }] };
  const answers: readonly (readonly [RegExp, object])[] = [
    [/^POST \/containers\/create/, { Id: 'embedded' }],
    [/^GET \/containers\/embedded\/json/, { NetworkSettings: { Ports } }],
  ];
  const server = createServer((request, response) => {
    const asked = `${request.method} ${request.url}`;
    const [, answer = {}] = answers.find(([pattern]) => pattern.test(asked)) ?? [];
    request.resume().on('end', () => response.end(JSON.stringify(answer)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    dockerHost: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Whether a TCP port can be bound on an address of this host; `false` also for an address that is not ours. */
export function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Picks `count` different ports that are free on every address, below the range the kernel hands to outgoing connections. */
export async function chooseFreePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  for (let attempt = 0; ports.size < count; attempt += 1) {
    if (attempt > 1_000) throw new Error('no free TCP port between 20000 and 31999');
    const port = randomInt(20_000, 32_000);
    if (await canListen('0.0.0.0', port)) ports.add(port);
  }
  return [...ports];
}

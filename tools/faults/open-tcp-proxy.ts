import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createShaper, type Shaper, type Shaping } from './shape-traffic.ts';

/** A way to a port that can be harmed, as a network is. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Connections that are open through it. */
  readonly connections: number;
  /** Ends every connection at once; new ones are refused until `restore`. */
  cut(): void;
  /** Ends every connection at once; new ones are let through. */
  drop(): void;
  /** Keeps every connection, old and new, open and takes nothing through, as a partition does. */
  blackHole(): void;
  /** Takes everything through this much later and this much slower. */
  shape(shaping: Shaping): void;
  /** Takes everything through again; what a black hole held back comes late. */
  restore(): void;
}

/** Where a proxy leads, and where it listens. */
export type TcpProxyOptions = {
  /** Default: the loopback address; `0.0.0.0` where containers are to reach it. */
  readonly listenHost?: string;
} & (
  | {
      /** On the loopback address. */
      readonly targetPort: number;
    }
  | {
      /** Path of a Unix socket. */
      readonly targetSocket: string;
    }
);

/** Listens on a free port; disposing ends every connection and the port. */
export async function openTcpProxy(options: TcpProxyOptions): Promise<TcpProxy> {
  const shapers = new Map<Socket, Shaper>();
  let refusing = false;
  let shaping: Shaping = {};

  const carry = (from: Socket, to: Socket): void => {
    const shaper = createShaper(from, to);
    shaper.set(shaping);
    shapers.set(from, shaper);
    from.on('error', () => undefined);
    from.on('close', () => {
      shapers.delete(from);
      // What a sender said before it ended in order still arrives, late or not.
      if (from.readableEnded && shaper.isHolding) return;
      shaper.end();
      to.destroy();
    });
  };
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    if (refusing) {
      client.destroy();
      return;
    }
    const address =
      'targetPort' in options
        ? { port: options.targetPort, host: '127.0.0.1', noDelay: true }
        : { path: options.targetSocket };
    const target = connect({ ...address, allowHalfOpen: true });
    carry(client, target);
    carry(target, client);
  });
  await new Promise<void>((resolve) =>
    server.listen(0, options.listenHost ?? '127.0.0.1', resolve),
  );
  const drop = (): void => {
    for (const socket of shapers.keys()) socket.resetAndDestroy();
  };
  const shape = (next: Shaping): void => {
    refusing = false;
    shaping = next;
    for (const shaper of shapers.values()) shaper.set(next);
  };
  const cut = (): void => {
    refusing = true;
    drop();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return shapers.size / 2;
    },
    cut,
    drop,
    blackHole: () => shape({ bytesPerSecond: 0 }),
    shape,
    restore: () => shape({}),
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

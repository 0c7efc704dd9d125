import { createServer, type AddressInfo, type Server } from 'node:net';
import { totalmem } from 'node:os';
import { AmqpError } from './amqp-error.ts';
import { EmbeddedBrokerError } from './embedded-broker-error.ts';
import { createManagementServer } from './management/create-management-server.ts';
import { HeldMemory } from './model/held-memory.ts';
import { VirtualHost } from './model/virtual-host.ts';
import { AccessControl } from './server/access-control.ts';
import type { BrokerParts } from './server/broker-parts.ts';
import { Connection } from './server/connection.ts';

/** Where the broker listens, and who administers it. */
export interface EmbeddedBrokerOptions {
  /** User with the tag `administrator` and all permissions in the virtual host `/`. */
  readonly user: string;
  readonly password: string;
  /** Address to listen on; default 127.0.0.1. There is no TLS: keep to addresses of this machine. */
  readonly host?: string;
  /** Port of AMQP; default one that is free. */
  readonly port?: number;
  /** Port of the management API; default one that is free. */
  readonly managementPort?: number;
  /** Asked of clients; default 60, 0 for none. */
  readonly heartbeatSeconds?: number;
  /** Larger messages are refused; default 128 MiB. */
  readonly maxMessageBytes?: number;
  /**
   * Memory that messages in queues may take. Beyond it, connections that publish and do not consume are
   * told `connection.blocked` and not read until a fifth of it is free; default 1 GiB, at most a quarter
   * of this machine's.
   */
  readonly maxHeldBytes?: number;
}

/** A broker that runs. */
export interface EmbeddedBroker extends AsyncDisposable {
  /** `amqp://user:password@host:port/` of the administrator. */
  readonly url: string;
  readonly managementUrl: string;
  readonly host: string;
  readonly port: number;
  /** Ends every connection and stops listening; queues and messages are gone. */
  close(): Promise<void>;
}

const MIB = 1_048_576;
const FRAME_MAX_BYTES = 131_072;
const GOODBYE_MS = 200;

/**
 * Starts an AMQP 0-9-1 broker in this process, with RabbitMQ's management API beside it.
 *
 * It behaves as RabbitMQ 3.10 does in everything that Celeriac uses, and refuses the rest. All is in
 * memory: it is for development on one machine. Throws `EmbeddedBrokerError` `PORT_IN_USE`,
 * `CANNOT_LISTEN` or `INVALID_OPTION`.
 */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const host = options.host ?? '127.0.0.1';
  const parts = createParts(options);
  const amqp = createServer((socket) => void new Connection(socket, parts));
  const sockets = new Set<{ destroy(): void }>();
  amqp.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const management = createManagementServer(parts);
  const port = await listen(amqp, host, options.port ?? 0);
  const managementPort = await listen(management, host, options.managementPort ?? 0).catch(
    (error: unknown) => {
      amqp.close();
      throw error;
    },
  );
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    for (const connection of [...parts.connections])
      connection.close(new AmqpError('CONNECTION_FORCED', 'the broker was shut down'));
    const timer = setTimeout(() => sockets.forEach((socket) => socket.destroy()), GOODBYE_MS);
    management.closeAllConnections();
    await Promise.all(
      [amqp, management].map((server) => new Promise((done) => server.close(done))),
    );
    clearTimeout(timer);
    for (const vhost of parts.vhosts.values()) vhost.close();
  };
  const credentials = `${encodeURIComponent(options.user)}:${encodeURIComponent(options.password)}`;
  const stop = (): Promise<void> => (closed ??= close());
  return {
    url: `amqp://${credentials}@${host}:${port}/`,
    managementUrl: `http://${host}:${managementPort}`,
    host,
    port,
    close: stop,
    [Symbol.asyncDispose]: stop,
  };
}

function createParts(options: EmbeddedBrokerOptions): BrokerParts {
  const { user, password, heartbeatSeconds = 60, maxMessageBytes = 128 * MIB } = options;
  const { maxHeldBytes = Math.min(1_024 * MIB, totalmem() / 4) } = options;
  if (user === '' || password === '' || !(heartbeatSeconds >= 0 && heartbeatSeconds < 65_536))
    throw new EmbeddedBrokerError('INVALID_OPTION', 'The options of the broker are not usable.', {
      remedy: 'Give a user, a password, and a heartbeat of 0 to 65,535 seconds.',
    });
  const access = new AccessControl();
  access.setUser({ name: user, tags: ['administrator'] }, password);
  access.setPermissions(user, '/', { configure: '.*', write: '.*', read: '.*' });
  const connections = new Set<Connection>();
  const held = new HeldMemory(maxHeldBytes, () =>
    connections.forEach((connection) => connection.unblock()),
  );
  return {
    access,
    held,
    vhosts: new Map([['/', new VirtualHost('/', held)]]),
    connections,
    frameMaxBytes: FRAME_MAX_BYTES,
    heartbeatSeconds,
    maxMessageBytes,
  };
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once('error', (cause: NodeJS.ErrnoException) => {
    const isUsed = cause.code === 'EADDRINUSE';
    const message = isUsed
      ? `The port ${port} of ${host} is in use.`
      : `The broker cannot listen on ${host}, port ${port}: ${cause.message}`;
    const remedy = isUsed
      ? 'Choose another port, or none for one that is free.'
      : 'Choose another.';
    reject(
      new EmbeddedBrokerError(isUsed ? 'PORT_IN_USE' : 'CANNOT_LISTEN', message, { remedy, cause }),
    );
  });
  server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  return await promise;
}

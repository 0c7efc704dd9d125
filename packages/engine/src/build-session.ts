import type { Duplex } from 'node:stream';
import { type CallOptions, callEngine, type Transport } from './transport.ts';

/** A connection on which the engine asks, and we answer, while a build goes on. */
export interface BuildSessionSettings {
  /** Unique; `ImageBuildSettings.session` names it. */
  readonly id: string;
  /** gRPC methods that are answered, such as `/moby.buildkit.secrets.v1.Secrets/GetSecret`. */
  readonly methods: readonly string[];
}

/**
 * Opens a session of BuildKit's: an HTTP/2 connection with the engine as its client.
 *
 * The caller answers on it and closes it. Throws `EngineError`, `NOT_FOUND` or `INVALID` where the
 * engine knows no sessions. Protocol: `POST /session` of the Engine API, upgraded to h2c.
 */
export function openBuildSession(
  transport: Transport,
  { id, methods }: BuildSessionSettings,
  options: CallOptions,
): Promise<Duplex> {
  const call = {
    ...options,
    action: 'open a session for a build',
    discard: (late: Duplex) => late.destroy(),
  };
  return callEngine(transport, call, (abortSignal) => {
    const settings = {
      path: '/session',
      method: 'POST',
      hijack: true,
      headers: {
        Upgrade: 'h2c',
        'X-Docker-Expose-Session-Uuid': id,
        'X-Docker-Expose-Session-Name': 'celeriac',
        'X-Docker-Expose-Session-Grpc-Method': [...methods],
      },
      abortSignal,
      statusCodes: { 200: true, 400: 'bad request', 404: 'not found', 500: 'server error' },
    };
    return new Promise<Duplex>((resolve, reject) => {
      transport.docker.modem.dial(settings, (error: Error | null, socket: unknown) => {
        if (error) reject(error);
        else resolve(socket as Duplex);
      });
    });
  });
}

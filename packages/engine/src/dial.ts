import type { Transport } from './transport.ts';

/** A request that dockerode has no fitting method for. */
export interface DialRequest {
  /** `GET` unless given. */
  readonly method?: 'GET' | 'POST';
  /** Ends in `?` where there is a query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the answer is handed over as a stream instead of parsed. */
  readonly stream?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Asks through dockerode's connection, where its own method cannot be aborted or reads a long answer
 * into memory. The answer is not checked against `T`.
 */
export function dial<T>(transport: Transport, request: DialRequest): Promise<T> {
  const settings = {
    path: request.path,
    method: request.method ?? 'GET',
    // A body goes by itself, or the query would be sent as one, too.
    options:
      request.method === 'POST' ? { _query: request.query, _body: {} } : { ...request.query },
    ...(request.headers && { headers: { ...request.headers } }),
    isStream: request.stream ?? false,
    abortSignal: request.signal,
    statusCodes: { 200: true, 404: 'not found', 500: 'server error' },
  };
  return new Promise((resolve, reject) => {
    transport.docker.modem.dial(settings, (error: Error | null, answer: unknown) => {
      if (error) reject(error);
      else resolve(answer as T);
    });
  });
}

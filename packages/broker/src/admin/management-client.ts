import { BrokerError } from '../broker-error.ts';
import type { BrokerAddress } from '../broker-url.ts';
import { createBound } from '../connection/bound.ts';

/** RabbitMQ's management HTTP API, for one vhost. */
export interface ManagementClient {
  /** Path parts are encoded here; `undefined` where there is no such thing. */
  get(path: readonly string[], signal?: AbortSignal, query?: string): Promise<unknown>;
  /** Creates or updates; the same again changes nothing. */
  put(path: readonly string[], body: object, signal?: AbortSignal): Promise<void>;
  /** Creates what has no name of its own; the same again changes nothing. */
  post(path: readonly string[], body: object, signal?: AbortSignal): Promise<void>;
  /** No error where it is gone. */
  remove(path: readonly string[], signal?: AbortSignal, query?: string): Promise<void>;
}

/** Where the API is and as whom to use it; credentials of the URL come first. */
export interface ManagementOptions {
  readonly managementUrl: string;
  readonly address: BrokerAddress;
  readonly timeoutMs: number;
}

/** Makes a client; throws INVALID_OPTION for a URL that is none. */
export function createManagementClient(options: ManagementOptions): ManagementClient {
  const base = parseManagementUrl(options.managementUrl);
  const named = base.username !== '';
  const user = named ? decodeURIComponent(base.username) : options.address.username;
  const password = named ? decodeURIComponent(base.password) : options.address.password;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const root = `${base.origin}${base.pathname.replace(/\/+$/, '')}/api/`;

  const request = async (
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: readonly string[],
    extra: {
      readonly body?: object;
      readonly query?: string | undefined;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<unknown> => {
    using bound = createBound(options.timeoutMs, extra.signal);
    const what = `${method} ${path.join('/')}`;
    let response: Response;
    let text: string;
    try {
      const query = extra.query === undefined ? '' : `?${extra.query}`;
      response = await fetch(`${root}${path.map(encodeURIComponent).join('/')}${query}`, {
        method,
        signal: bound.signal,
        headers: { authorization, 'content-type': 'application/json' },
        ...(extra.body && { body: JSON.stringify(extra.body) }),
      });
      text = await response.text();
    } catch (error) {
      if (extra.signal?.aborted === true)
        throw new BrokerError('CANCELLED', `${what} was cancelled.`, { cause: error });
      throw unreachable(base.host, error);
    }
    if (response.status === 404 && (method === 'GET' || method === 'DELETE')) return undefined;
    if (!response.ok) throw toStatusError(response.status, text, { what, user, host: base.host });
    return text === '' ? undefined : parse(text, base.host);
  };
  return {
    get: (path, signal, query) => request('GET', path, { signal, query }),
    put: async (path, body, signal) => void (await request('PUT', path, { body, signal })),
    post: async (path, body, signal) => void (await request('POST', path, { body, signal })),
    remove: async (path, signal, query) => void (await request('DELETE', path, { signal, query })),
  };
}

function parseManagementUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new BrokerError('INVALID_OPTION', 'The management URL is no HTTP URL.', {
    remedy: 'Write it as http://host:15672, or https:// where the API has TLS.',
  });
}

function parse(text: string, host: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreachable(host, error);
  }
}

function unreachable(host: string, cause: unknown): BrokerError {
  return new BrokerError(
    'MANAGEMENT_UNREACHABLE',
    `RabbitMQ's management API does not answer at ${host}.`,
    {
      cause,
      remedy:
        'Enable it on the broker (rabbitmq-plugins enable rabbitmq_management), or correct the management URL.',
    },
  );
}

function toStatusError(
  status: number,
  text: string,
  request: { readonly what: string; readonly user: string; readonly host: string },
): BrokerError {
  const { what, user, host } = request;
  const reason = toReason(text);
  if (status === 401 || status === 403)
    return new BrokerError(
      'ACCESS_REFUSED',
      `The management API at ${host} does not let the user "${user}" do this: ${what}.`,
      { remedy: 'Correct the password, or give the user the tag "administrator".' },
    );
  if (status === 400 && reason.includes('inequivalent arg'))
    return new BrokerError(
      'CONFLICT',
      `The broker has this already, made otherwise: ${what}: ${reason}`,
      { remedy: 'Remove it from the broker, or use another vhost.' },
    );
  return new BrokerError(
    status === 400 && reason.includes('in use') ? 'CONFLICT' : 'MANAGEMENT_FAILED',
    `The management API at ${host} answered ${what} with status ${status}: ${reason}`,
    { remedy: "Look at the broker's log." },
  );
}

function toReason(text: string): string {
  try {
    const { reason } = JSON.parse(text) as { readonly reason?: unknown };
    if (typeof reason === 'string') return reason;
  } catch {
    // The API answers some errors with a page instead of JSON.
  }
  return text.slice(0, 200);
}

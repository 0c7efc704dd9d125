import { BrokerError } from './broker-error.ts';

/** Where a broker is and as whom to speak to it. */
export interface BrokerAddress {
  readonly protocol: 'amqp' | 'amqps';
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** Decoded; `/` where the URL has none. */
  readonly vhost: string;
}

/**
 * Reads `amqp://user:password@host:port/vhost` (`amqps:` for TLS), everything but the host optional.
 *
 * Defaults: port 5672 (5671 for TLS), user and password `guest`, vhost `/`. Throws `INVALID_OPTION`
 * without quoting the text, which may hold a password.
 */
export function parseBrokerUrl(url: string): BrokerAddress {
  const parts = URL.canParse(url) ? new URL(url) : undefined;
  const protocol = parts?.protocol.slice(0, -1);
  if (parts === undefined || (protocol !== 'amqp' && protocol !== 'amqps') || parts.hostname === '')
    throw invalidUrl();
  const anonymous = parts.username === '' && parts.password === '';
  const vhost = decode(parts.pathname.slice(1));
  return {
    protocol,
    hostname: parts.hostname.replaceAll(/^\[|\]$/g, ''),
    port: parts.port === '' ? (protocol === 'amqp' ? 5672 : 5671) : Number(parts.port),
    username: anonymous ? 'guest' : decode(parts.username),
    password: anonymous ? 'guest' : decode(parts.password),
    vhost: vhost === '' ? '/' : vhost,
  };
}

/** `host:port` and, where it is not `/`, the vhost: all of an address that a message may show. */
export function toShownAddress(address: BrokerAddress): string {
  const vhost = address.vhost === '/' ? '' : ` (vhost "${address.vhost}")`;
  return `${toAuthority(address)}${vhost}`;
}

/**
 * The URL for one app's workers: host, port and vhost of `workerBrokerUrl`, user and password of the
 * app. Whatever user the given URL names is left out. Throws `INVALID_OPTION` as `parseBrokerUrl`.
 */
export function toWorkerUrl(
  workerBrokerUrl: string,
  app: { readonly user: string; readonly password: string },
): string {
  const address = parseBrokerUrl(workerBrokerUrl);
  const credentials = `${encodeURIComponent(app.user)}:${encodeURIComponent(app.password)}`;
  const vhost = encodeURIComponent(address.vhost);
  return `${address.protocol}://${credentials}@${toAuthority(address)}/${vhost}`;
}

function toAuthority(address: BrokerAddress): string {
  const host = address.hostname.includes(':') ? `[${address.hostname}]` : address.hostname;
  return `${host}:${address.port}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalidUrl();
  }
}

function invalidUrl(): BrokerError {
  return new BrokerError('INVALID_OPTION', 'The broker URL is no AMQP URL.', {
    remedy: 'Write it as amqp://user:password@host:5672/vhost, special characters percent-encoded.',
  });
}

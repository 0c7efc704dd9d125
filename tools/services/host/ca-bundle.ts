import { existsSync } from 'node:fs';

const systemBundle = '/etc/ssl/certs/ca-certificates.crt';

/** The file of certificate authorities this host trusts: `SSL_CERT_FILE`, else Debian's bundle, else `null`. */
export function findCaBundle(): string | null {
  const candidates = [process.env['SSL_CERT_FILE'], systemBundle];
  return candidates.find((path) => path !== undefined && existsSync(path)) ?? null;
}

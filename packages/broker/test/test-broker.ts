import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** A vhost of one test file on the real broker, gone again after it. */
export interface TestBroker extends AsyncDisposable {
  readonly url: string;
  readonly managementUrl: string;
  readonly vhost: string;
  /** User of `url`. */
  readonly user: string;
  readonly suffix: string;
  api(method: string, path: string, body?: object): Promise<unknown>;
  /** Closes the connections of the vhost whose name matches, once as many are listed. */
  killConnections(name: RegExp, count?: number): Promise<void>;
  connectionNames(): Promise<readonly string[]>;
  /** The URL of this vhost for another user. */
  urlOf(user: string, password: string): string;
}

export async function createTestBroker(
  brokerUrl: string,
  managementUrl: string,
): Promise<TestBroker> {
  const suffix = randomBytes(5).toString('hex');
  const vhost = `celeriac-test-${suffix}`;
  const base = new URL(brokerUrl);
  const credentials = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`;
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const api = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${managementUrl}/api/${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok && response.status !== 404) throw new Error(`${method} ${path}: ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };
  const connections = async (): Promise<readonly ManagementConnection[]> =>
    (await api('GET', `vhosts/${vhost}/connections`)) as readonly ManagementConnection[];
  await api('PUT', `vhosts/${vhost}`, {});
  const everything = { configure: '.*', write: '.*', read: '.*' };
  await api('PUT', `permissions/${vhost}/${base.username}`, everything);
  return {
    url: `amqp://${base.username}:${base.password}@${base.host}/${vhost}`,
    managementUrl,
    vhost,
    user: decodeURIComponent(base.username),
    suffix,
    api,
    urlOf: (user, password) => `amqp://${user}:${password}@${base.host}/${vhost}`,
    async connectionNames() {
      return (await connections()).map((one) => one.user_provided_name ?? one.name);
    },
    async killConnections(name, count = 1) {
      // The API lists a connection some time after it was opened.
      for (let tries = 0; tries < 150; tries++) {
        const found = (await connections()).filter((one) =>
          name.test(one.user_provided_name ?? ''),
        );
        if (found.length >= count) {
          for (const one of found)
            await api('DELETE', `connections/${encodeURIComponent(one.name)}`);
          return;
        }
        await sleep(100);
      }
      throw new Error(`no connection is named like ${name.source}`);
    },
    async [Symbol.asyncDispose]() {
      await api('DELETE', `vhosts/${vhost}`);
      const users = (await api('GET', 'users')) as readonly { readonly name: string }[];
      for (const { name } of users)
        if (name.includes(suffix)) await api('DELETE', `users/${encodeURIComponent(name)}`);
    },
  };
}

interface ManagementConnection {
  readonly name: string;
  readonly user_provided_name?: string;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from '@celeriac/deployment';

/** A raw look at the broker through its management API, past every client of ours. */
export interface Management {
  request(method: string, path: string, body?: object): Promise<unknown>;
  /** Publishes to a queue by the default exchange. */
  publish(
    queue: string,
    message: { readonly body: string; readonly properties: object },
  ): Promise<void>;
  /** Takes the next reply off a queue; waits for it. */
  take(queue: string): Promise<Reply>;
  /** Cuts every connection of a user; resolves to how many. */
  cut(user: string): Promise<number>;
}

/** Opens the API with the credentials of the broker's URL. */
export function openManagement(managementUrl: string, brokerUrl: string): Management {
  const { username, password } = new URL(brokerUrl);
  const authorization = `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`;
  const request = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${managementUrl}/api/${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(10_000),
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    request,
    async publish(queue, { body, properties }) {
      await request('POST', 'exchanges/%2F/amq.default/publish', {
        ...{ routing_key: queue, payload: body, payload_encoding: 'string', properties },
      });
    },
    async take(queue) {
      for (let tries = 0; tries < 100; tries++) {
        const found = (await request('POST', `queues/%2F/${queue}/get`, {
          ...{ count: 1, ackmode: 'ack_requeue_false', encoding: 'auto' },
        })) as readonly { readonly payload: string }[];
        if (found[0]) return JSON.parse(found[0].payload) as Reply;
        await sleep(100);
      }
      throw new Error(`no reply on ${queue}`);
    },
    async cut(user) {
      // The API lists connections some seconds after they were made.
      for (let tries = 0; tries < 60; tries++) {
        const all = (await request('GET', 'connections')) as readonly {
          readonly name: string;
          readonly user: string;
        }[];
        const own = all.filter((connection) => connection.user === user);
        for (const { name } of own)
          await request('DELETE', `connections/${encodeURIComponent(name)}`);
        if (own.length > 0) return own.length;
        await sleep(250);
      }
      return 0;
    },
  };
}

import { randomBytes } from 'node:crypto';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { startEmbeddedBroker } from '@celeriac/embedded-broker';
import { inject } from 'vitest';

/** One broker to hold to the expectations: RabbitMQ, or ours. */
export interface BrokerUnderTest {
  readonly name: string;
  readonly start: () => Promise<StartedBroker>;
}

/** A virtual host of one test file. */
export interface StartedBroker extends AsyncDisposable {
  connect(user?: { readonly name: string; readonly password: string }): Promise<ChannelModel>;
  api(method: string, path: string, body?: object): Promise<unknown>;
  readonly vhost: string;
  readonly user: string;
}

/** RabbitMQ where the services run, and the embedded broker always. */
export function brokersUnderTest(): readonly BrokerUnderTest[] {
  const { brokerUrl, managementUrl } = inject('services');
  const embedded = {
    name: 'the embedded broker',
    start: async () => {
      const broker = await startEmbeddedBroker({ user: 'test', password: 'a test' });
      return openVhost(broker.url, broker.managementUrl, () => broker.close());
    },
  };
  if (brokerUrl === undefined || managementUrl === undefined) return [embedded];
  const rabbitmq = { name: 'RabbitMQ', start: () => openVhost(brokerUrl, managementUrl) };
  return [rabbitmq, embedded];
}

async function openVhost(
  brokerUrl: string,
  managementUrl: string,
  close?: () => Promise<void>,
): Promise<StartedBroker> {
  const vhost = `celeriac-test-${randomBytes(5).toString('hex')}`;
  const base = new URL(brokerUrl);
  const user = decodeURIComponent(base.username);
  const credentials = `${user}:${decodeURIComponent(base.password)}`;
  const api = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${managementUrl}/api/${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };
  await api('PUT', `vhosts/${vhost}`, {});
  await api('PUT', `permissions/${vhost}/${user}`, { configure: '.*', write: '.*', read: '.*' });
  const open = new Set<ChannelModel>();
  return {
    api,
    vhost,
    user,
    async connect(as) {
      const url = new URL(brokerUrl);
      url.pathname = `/${vhost}`;
      if (as !== undefined) [url.username, url.password] = [as.name, as.password];
      const model = await connect(String(url), { noDelay: true });
      model.on('error', () => undefined);
      open.add(model);
      model.once('close', () => open.delete(model));
      return model;
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([...open].map((model) => model.close()));
      await api('DELETE', `vhosts/${vhost}`);
      await close?.();
    },
  };
}

/** What ended a channel: the broker's reply code. */
export async function closingCode(
  model: ChannelModel,
  work: (channel: ConfirmChannel) => unknown,
): Promise<number> {
  const channel = await model.createConfirmChannel();
  const ended = new Promise<number>((resolve) =>
    channel.once('error', (error: { readonly code: number }) => resolve(error.code)),
  );
  await Promise.resolve(work(channel)).catch(() => undefined);
  return await ended;
}

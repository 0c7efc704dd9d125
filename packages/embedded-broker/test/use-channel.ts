import type { ChannelModel, ConfirmChannel } from 'amqplib';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { BrokerUnderTest, StartedBroker } from './brokers.ts';

/** What each test of a group works with. */
export interface Stage {
  readonly broker: StartedBroker;
  readonly model: ChannelModel;
  /** Of this test alone; a test that ends it sets another. */
  channel: ConfirmChannel;
  /** Declares an exclusive queue of the broker's naming, with these arguments; gives its name. */
  declare(args?: object, options?: object): Promise<string>;
}

/** While polling what a busy machine takes long for. */
export const poll = { timeout: 20_000, interval: 20 };

/** Has a broker for the tests of a group, with one connection, and a channel for each test. */
export function useChannel({ start }: BrokerUnderTest): Stage {
  let broker: StartedBroker;
  let model: ChannelModel;
  const stage = {
    channel: undefined as unknown as ConfirmChannel,
    get broker() {
      return broker;
    },
    get model() {
      return model;
    },
    declare: async (args: object = {}, options: object = {}) => {
      const settings = { exclusive: true, durable: false, arguments: args, ...options };
      return (await stage.channel.assertQueue('', settings)).queue;
    },
  };
  beforeAll(async () => {
    broker = await start();
    model = await broker.connect();
  });
  afterAll(async () => {
    await broker?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    stage.channel = await model.createConfirmChannel();
  });
  afterEach(async () => {
    await stage.channel.close().catch(() => undefined);
  });
  return stage;
}

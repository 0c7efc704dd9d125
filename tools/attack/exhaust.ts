import type { AppBroker } from '@celeriac/deployment';
import { connect, type ChannelModel } from 'amqplib';
import type { Scene } from './scene.ts';

/** More than any app of ours needs. */
const MANY = 600;

/** Opens connections as an app until the broker has enough of them; whether it ever had. */
export async function exhaustConnections(scene: Scene, app: AppBroker): Promise<boolean> {
  const opened: ChannelModel[] = [];
  try {
    while (opened.length < MANY) {
      const connection = await connect(scene.urlOf(app), { noDelay: true, timeout: 5_000 });
      connection.on('error', () => undefined);
      opened.push(connection);
    }
    return false;
  } catch {
    return true;
  } finally {
    await Promise.all(opened.map((connection) => connection.close().catch(() => undefined)));
  }
}

/** Opens channels as an app, on few connections, until the broker has enough of them; whether it ever had. */
export async function exhaustChannels(scene: Scene, app: AppBroker): Promise<boolean> {
  const opened: ChannelModel[] = [];
  try {
    for (let connections = 0; connections < 2; connections++) {
      const connection = await connect(scene.urlOf(app), { noDelay: true, timeout: 5_000 });
      const over = new Promise<never>((_, reject) => connection.once('error', reject));
      over.catch(() => undefined);
      opened.push(connection);
      for (let channels = 0; channels < MANY; channels++)
        await Promise.race([connection.createChannel(), over]);
    }
    return false;
  } catch {
    return true;
  } finally {
    await Promise.all(opened.map((connection) => connection.close().catch(() => undefined)));
  }
}

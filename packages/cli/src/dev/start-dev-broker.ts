import { randomBytes } from 'node:crypto';
import {
  type EmbeddedBroker,
  EmbeddedBrokerError,
  startEmbeddedBroker,
} from '@celeriac/embedded-broker';
import { DEV_BROKER, type StateDirectory } from '@celeriac/state';

/** What is kept of a broker, so that who was connected to it finds the next one. */
interface KeptBroker {
  readonly password: string;
  readonly port: number;
  readonly managementPort: number;
}

/**
 * Starts the broker of a `celeriac dev`: where that of the last one in this state directory was, with
 * its password, unless somebody else listens there by now.
 */
export async function startDevBroker(state: StateDirectory, host: string): Promise<EmbeddedBroker> {
  const kept = await state.readJson<KeptBroker>(DEV_BROKER).catch(() => undefined);
  const password = kept?.password ?? randomBytes(18).toString('base64url');
  const options = { user: 'celeriac', password, host };
  const { port = 0, managementPort = 0 } = kept ?? {};
  const broker = await startEmbeddedBroker({ ...options, port, managementPort }).catch((error) => {
    if (!(error instanceof EmbeddedBrokerError) || error.code === 'INVALID_OPTION') throw error;
    return startEmbeddedBroker(options);
  });
  const next = { port: broker.port, managementPort: Number(new URL(broker.managementUrl).port) };
  await state.writeJson(DEV_BROKER, { password, ...next } satisfies KeptBroker);
  return broker;
}

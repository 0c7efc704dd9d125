import type { BrokerAddress } from '../broker-url.ts';
import type { SharedConnection } from '../connection/shared-connection.ts';
import type { BrokerAbilities } from './check-broker.ts';
import type { ManagementClient } from './management-client.ts';

/** What every administration works with. */
export interface AdminParts {
  readonly address: BrokerAddress;
  readonly management: ManagementClient;
  readonly connection: SharedConnection;
  readonly abilities: BrokerAbilities;
  /** How long the broker lets a worker hold a message, where queues cannot say it. */
  readonly consumerTimeoutSeconds: number;
}

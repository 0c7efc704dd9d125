import type { BrokerAddress } from '../broker-url.ts';
import type { SharedConnection } from '../connection/shared-connection.ts';
import type { ManagementClient } from './management-client.ts';

/** What every administration works with. */
export interface AdminParts {
  readonly address: BrokerAddress;
  readonly management: ManagementClient;
  readonly connection: SharedConnection;
}

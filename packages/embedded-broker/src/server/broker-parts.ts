import type { HeldMemory } from '../model/held-memory.ts';
import type { VirtualHost } from '../model/virtual-host.ts';
import type { AccessControl } from './access-control.ts';
import type { Connection } from './connection.ts';

/** What connections and the management API share. */
export interface BrokerParts {
  readonly access: AccessControl;
  readonly vhosts: Map<string, VirtualHost>;
  /** What is in the queues of all of them. */
  readonly held: HeldMemory;
  /** Those that are open. */
  readonly connections: Set<Connection>;
  readonly frameMaxBytes: number;
  readonly heartbeatSeconds: number;
  readonly maxMessageBytes: number;
}

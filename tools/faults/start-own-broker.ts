import { type EmbeddedProcess, startEmbeddedProcess } from './embedded/start-embedded-process.ts';
import { type PrivateBroker, startPrivateBroker } from './start-private-broker.ts';

/** A broker of one's own, of either kind. */
export type OwnBroker = PrivateBroker | EmbeddedProcess;

/** Starts a broker of that kind; disposing ends it and removes all of it. */
export function startOwnBroker(kind: OwnBroker['kind'] = 'rabbitmq'): Promise<OwnBroker> {
  return kind === 'embedded' ? startEmbeddedProcess() : startPrivateBroker();
}

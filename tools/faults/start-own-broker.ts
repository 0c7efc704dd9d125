import { type EmbeddedProcess, startEmbeddedProcess } from './embedded/start-embedded-process.ts';
import { type PrivateBroker, startPrivateBroker } from './start-private-broker.ts';

/** A broker of one's own, of either kind. */
export type OwnBroker = PrivateBroker | EmbeddedProcess;

/** Starts a broker of that kind, RabbitMQ from `root` where one is given; disposing ends it and removes all of it. */
export function startOwnBroker(
  kind: OwnBroker['kind'] = 'rabbitmq',
  { root }: { readonly root?: string | undefined } = {},
): Promise<OwnBroker> {
  if (kind === 'embedded') return startEmbeddedProcess();
  return startPrivateBroker(root === undefined ? {} : { root });
}

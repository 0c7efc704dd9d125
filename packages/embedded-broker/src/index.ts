export {
  startEmbeddedBroker,
  type EmbeddedBroker,
  type EmbeddedBrokerOptions,
} from './start-embedded-broker.ts';
export { EmbeddedBrokerError, type EmbeddedBrokerErrorCode } from './embedded-broker-error.ts';

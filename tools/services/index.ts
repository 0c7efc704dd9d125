export { ensureServices, type EnsureOptions, type WantedServices } from './ensure-services.ts';
export { ensureBaseImage } from './ensure-base-image.ts';
export { downServices, type DownOptions } from './down-services.ts';
export { readServicesStatus, type ServicesStatus } from './services-status.ts';
export type { ServicesDescription } from './service-state.ts';
export { chooseFreePorts } from './host/free-ports.ts';
export { MissingService, type MissingPiece } from './missing-service.ts';
export {
  startRabbitMq,
  type RabbitMqHandle,
  type RabbitMqOptions,
} from './rabbitmq/start-rabbitmq.ts';
export { isRabbitMqRunning, stopRabbitMq } from './rabbitmq/stop-rabbitmq.ts';
export { startS3Server, type S3ServerHandle } from './s3/start-s3-server.ts';
export { startRegistry, type RegistryHandle } from './registry/start-registry.ts';
export { findBridgeGateway, findEngine } from './docker/find-engine.ts';

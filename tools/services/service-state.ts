import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { NetworkTraces } from './docker/network-traces.ts';
import type { ProcessIdentity } from './host/process-identity.ts';
import type { RabbitMqHandle } from './rabbitmq/start-rabbitmq.ts';

/** The Docker engine in use: one that was found, or a private one that we started. */
export type EngineState =
  | { readonly kind: 'found'; readonly dockerHost: string }
  | {
      readonly kind: 'private';
      readonly dockerHost: string;
      readonly process: ProcessIdentity;
      /** What the host's network looked like before our first start. */
      readonly before: NetworkTraces;
    };

/** What we started and made, kept from one run to the next. */
export interface ServiceState {
  docker?: EngineState;
  rabbitmq?: RabbitMqHandle;
  /** Base images in use; that of the host's own suite has `suite: null`. */
  baseImages?: readonly LoadedBaseImage[];
}

/** A base image in the engine, the digest of its packages, and the Debian suite they are from. */
export interface LoadedBaseImage {
  readonly tag: string;
  readonly packages: string;
  readonly suite: string | null;
  /** Whether we loaded it; one that was there before stays when the services go. */
  readonly ours: boolean;
}

/** What a program needs to use the services; the content of `services.json`. */
export interface ServicesDescription {
  /** Engine address, as `DOCKER_HOST` takes it. */
  readonly dockerHost: string | null;
  /** Broker address for programs on this host. */
  readonly brokerUrl: string | null;
  /** Broker address for containers whose `host.docker.internal` is mapped to `host-gateway`. */
  readonly workerBrokerUrl: string | null;
  /** RabbitMQ's management API; user and password are those of `brokerUrl`. */
  readonly managementUrl: string | null;
  /** Tag of the Python base image in the engine. */
  readonly baseImage: string | null;
  /** The host's file of trusted certificate authorities: builds behind a TLS-intercepting proxy need it. */
  readonly caBundle: string | null;
  /** The program of an S3 server, for `startS3Server`; left out by descriptions of earlier versions. */
  readonly s3Server?: string | null;
}

/** Reads a JSON file; `undefined` when it is missing or unreadable. */
export function readJsonFile<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** Writes a JSON file atomically, readable by its owner alone: it may hold a password. */
export function writeJsonFile(path: string, value: unknown): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}

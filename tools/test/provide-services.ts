import { existsSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import type { OwnBroker } from '../faults/index.ts';
import { findBridgeGateway, readServicesStatus, startS3Server } from '../services/index.ts';

/** What `tools/services` says is running; what is missing is left out. */
export interface Services {
  readonly dockerHost?: string;
  readonly brokerUrl?: string;
  readonly workerBrokerUrl?: string;
  readonly managementUrl?: string;
  /** What kind of broker a test starts that wants one of its own. Default: RabbitMQ. */
  readonly brokerKind?: OwnBroker['kind'];
  /** Where a RabbitMQ lies that is not that of the host. */
  readonly rabbitMqRoot?: string;
  /** What runs the workers of tests that deploy none in containers. Default: the kit of `tools/faults`. */
  readonly workerKind?: 'local';
  readonly baseImage?: string;
  readonly caBundle?: string;
  /** The program of an S3 server, for `startS3Server`. */
  readonly s3Server?: string;
  /** An S3 server of this test run: `http://key:secret@127.0.0.1:port/bucket`. */
  readonly s3Url?: string;
  /** The folder that its objects lie in, one file each. */
  readonly s3Directory?: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly services: Services;
  }
}

/** Hands the running services to the tests, `inject('services')`, with an S3 server of their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const services = await readRunningServices();
  const { dockerHost, s3Server } = services;
  const gateway = dockerHost === undefined ? undefined : await findBridgeGateway(dockerHost);
  const listenHosts = gateway === undefined ? [] : [gateway];
  const s3 = s3Server === undefined ? undefined : await startS3Server(s3Server, { listenHosts });
  const more = s3 && { s3Url: s3.url, s3Directory: s3.bucketDirectory };
  project.provide('services', { ...services, ...more });
  return async () => s3?.[Symbol.asyncDispose]();
}

/** What answers right now: a description left behind by services that are gone is not believed. */
export async function readRunningServices(): Promise<Services> {
  const { docker, rabbitmq, services } = await readServicesStatus();
  const { dockerHost, baseImage, brokerUrl, workerBrokerUrl, managementUrl, caBundle, s3Server } =
    services ?? {};
  return {
    ...(docker === 'running' && dockerHost && { dockerHost }),
    ...(docker === 'running' && baseImage && { baseImage }),
    ...(rabbitmq === 'running' && brokerUrl && { brokerUrl }),
    ...(rabbitmq === 'running' && workerBrokerUrl && { workerBrokerUrl }),
    ...(rabbitmq === 'running' && managementUrl && { managementUrl }),
    ...(caBundle && { caBundle }),
    ...(s3Server && existsSync(s3Server) && { s3Server }),
  };
}

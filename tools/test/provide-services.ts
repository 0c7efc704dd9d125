import { existsSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { readServicesStatus } from '../services/index.ts';

/** What `tools/services` says is running; what is missing is left out. */
export interface Services {
  readonly dockerHost?: string;
  readonly brokerUrl?: string;
  readonly workerBrokerUrl?: string;
  readonly managementUrl?: string;
  readonly baseImage?: string;
  readonly caBundle?: string;
  /** The program of an S3 server, for `startS3Server`. */
  readonly s3Server?: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly services: Services;
  }
}

/** Hands the running services to the tests: `inject('services')`. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('services', await readRunningServices());
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

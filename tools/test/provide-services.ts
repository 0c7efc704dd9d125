import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/** What `tools/services` says is running; what is missing is left out. */
export interface Services {
  readonly dockerHost?: string;
  readonly brokerUrl?: string;
  readonly workerBrokerUrl?: string;
  readonly managementUrl?: string;
  readonly baseImage?: string;
  readonly caBundle?: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly services: Services;
  }
}

const file = join(import.meta.dirname, '../../.services/services.json');

/** Hands the running services to the tests: `inject('services')`. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('services', await readServices());
}

async function readServices(): Promise<Services> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Services;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

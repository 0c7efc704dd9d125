import type { Services } from '../test/provide-services.ts';
import type { Measurement } from './bench-row.ts';

/** What a suite runs with. */
export interface SuiteContext {
  readonly log: (line: string) => void;
  /** What runs of the services; a suite that needs them is not run without. */
  readonly services: Services;
  readonly signal: AbortSignal;
}

/** Measures everything of one kind, ours and the peers', in one run. */
export type Suite = (context: SuiteContext) => Promise<readonly Measurement[]>;

/** A suite as it is listed. */
interface SuiteEntry {
  readonly needsServices: boolean;
  readonly load: () => Promise<Suite>;
}

/** Every suite by name; each is loaded when it is asked for. */
export const suites: Readonly<Record<string, SuiteEntry>> = {
  call: {
    needsServices: true,
    load: async () => (await import('./call/call-suite.ts')).measureCalls,
  },
  containers: {
    needsServices: true,
    load: async () => (await import('./containers/containers-suite.ts')).measureContainers,
  },
  deploy: {
    needsServices: true,
    load: async () => (await import('./deploy/deploy-suite.ts')).measureDeploys,
  },
  dev: {
    needsServices: true,
    load: async () => (await import('./dev/dev-suite.ts')).measureDev,
  },
  'embedded-broker': {
    needsServices: true,
    load: async () => (await import('./embedded/embedded-rows.ts')).measureEmbeddedBroker,
  },
  images: {
    needsServices: true,
    load: async () => (await import('./images/images-suite.ts')).measureImages,
  },
  parse: {
    needsServices: false,
    load: async () => (await import('./parse/parse-suite.ts')).measureParsing,
  },
  values: {
    needsServices: true,
    load: async () => (await import('./values/values-suite.ts')).measureValues,
  },
};

import { defineConfig } from 'vitest/config';

const shared = {
  resolve: { conditions: ['@celeriac/source'] },
  ssr: {
    resolve: { conditions: ['@celeriac/source', 'node', 'module-sync', 'import', 'default'] },
  },
};

/** What every project has; what is waited for comes late on a busy machine. */
const sharedTest = { expect: { poll: { timeout: 10_000 } } };

/**
 * `unit` needs nothing but Node; `integration` and `e2e` need the services of `tools/services`;
 * `rabbitmq-4` runs those of `broker` and a soak once more, against a RabbitMQ 4 of its own, the services'
 * being that of the host, with workers of the oldest Celery that we support; `embedded` runs them against the broker for development, with what calls real workers.
 */
export default defineConfig({
  root: `${import.meta.dirname}/../..`,
  test: {
    // Most tests wait for real parts more than they compute.
    maxWorkers: '100%',
    projects: [
      {
        ...shared,
        test: {
          ...sharedTest,
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: [
            '**/node_modules/**',
            '**/dist/**',
            'tools/{browser,corpus,docs}/**',
            'tools/*/test/**',
          ],
          // Properties take seconds, and on a busy machine many.
          testTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          ...sharedTest,
          name: 'integration',
          include: [
            'packages/*/test/**/*.test.ts',
            'tools/{browser,corpus,docs}/**/*.test.ts',
            'tools/*/test/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/dist/**'],
          globalSetup: ['tools/test/provide-services.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...shared,
        test: {
          ...sharedTest,
          name: 'embedded',
          include: [
            'packages/broker/test/**/*.test.ts',
            'tools/faults/test/{handles,network-faults}.test.ts',
            'tools/roundtrip/test/conformance.test.ts',
            'tools/{attack,soak}/test/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/dist/**'],
          globalSetup: ['tools/test/provide-embedded-broker.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...shared,
        test: {
          ...sharedTest,
          name: 'rabbitmq-4',
          include: ['packages/broker/test/**/*.test.ts', 'tools/soak/test/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          globalSetup: ['tools/test/provide-rabbitmq-4.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...shared,
        test: {
          ...sharedTest,
          name: 'e2e',
          include: ['packages/cli/e2e/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          globalSetup: ['tools/test/provide-services.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

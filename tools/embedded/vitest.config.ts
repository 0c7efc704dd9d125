import { defineConfig } from 'vitest/config';

const shared = {
  resolve: { conditions: ['@celeriac/source'] },
  ssr: {
    resolve: { conditions: ['@celeriac/source', 'node', 'module-sync', 'import', 'default'] },
  },
};
const bounds = {
  exclude: ['**/node_modules/**', '**/dist/**'],
  // Each suite has the machine to itself, as it has in its own project.
  fileParallelism: false,
  testTimeout: 60_000,
  hookTimeout: 600_000,
};

/**
 * Every suite that the embedded broker is held to, and those of values once more with workers that
 * `@celeriac/local` runs; the project `embedded` of `tools/test` has the quick ones.
 */
export default defineConfig({
  root: `${import.meta.dirname}/../..`,
  test: {
    projects: [
      {
        ...shared,
        test: {
          ...bounds,
          name: 'embedded',
          include: [
            'packages/broker/test/**/*.test.ts',
            'tools/faults/test/{handles,network-faults,traces}.test.ts',
            'tools/{attack,roundtrip,soak}/test/*.test.ts',
            'tools/embedded/suites/*.suite.ts',
          ],
          globalSetup: ['tools/test/provide-embedded-broker.ts'],
        },
      },
      {
        ...shared,
        test: {
          ...bounds,
          name: 'local',
          include: ['tools/faults/test/handles.test.ts', 'tools/roundtrip/test/*.test.ts'],
          globalSetup: ['tools/test/provide-local.ts'],
        },
      },
    ],
  },
});

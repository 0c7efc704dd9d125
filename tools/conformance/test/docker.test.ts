import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import type { Backend } from '../backend.ts';
import { conformanceCases } from '../cases/index.ts';
import { openDockerBackend } from '../docker/open-docker-backend.ts';

const { dockerHost, baseImage } = inject('services');

describe.skipIf(!dockerHost || !baseImage)('the spawner of a Docker engine', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openDockerBackend({ dockerHost: dockerHost!, baseImage: baseImage! });
  });
  afterAll(() => backend[Symbol.asyncDispose]());

  test.each(conformanceCases)('$name', async ({ needs, run }) => {
    // What the engine cannot do is no failure of ours; `doctor` tells it.
    if (needs === undefined || backend.can[needs]) await run(backend);
  });
});

import { openDockerBackend } from '../../conformance/docker/open-docker-backend.ts';

/** How long it takes to look after many apps, in milliseconds. */
export interface ManyApps {
  readonly listMs: number;
  readonly stopMs: number;
  readonly startMs: number;
}

const AT_ONCE = 4;

/** Starts so many apps of one container each, lists them, and stops and removes them all. */
export async function measureMany(
  count: number,
  at: { readonly dockerHost: string; readonly baseImage: string; readonly signal: AbortSignal },
): Promise<ManyApps> {
  await using backend = await openDockerBackend(at);
  const { spawner, instance, specOf } = backend;
  const work = Array.from({ length: count }, (_, app) =>
    specOf('trap "exit 0" TERM; while :; do sleep 1; done', {
      owner: { instance, plugin: 'Many', app: `app-${app}`, version: 1 },
      cpu: 0.1,
      memoryMiB: 16,
    }),
  );
  const time = async (run: () => Promise<unknown>): Promise<number> => {
    const begun = performance.now();
    await run();
    return performance.now() - begun;
  };
  const startMs = await time(() =>
    inTurns(work, (spec) => spawner.start(spec, { signal: at.signal })),
  );
  const listMs = await time(() => spawner.list({ instance }));
  const listed = await spawner.list({ instance });
  const stopMs = await time(() =>
    inTurns(listed, async ({ id }) => {
      await spawner.stop(id, { graceMs: 2_000 });
      await spawner.remove(id);
    }),
  );
  return { startMs, listMs, stopMs };
}

async function inTurns<T>(items: readonly T[], run: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items];
  const work = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

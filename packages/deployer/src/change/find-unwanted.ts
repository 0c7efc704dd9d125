import { controlQueuesOf, type DesiredPlugin, type UndertakenApp } from '@celeriac/deployment';
import { preparedReplicas } from '../plan/plan-scaling.ts';

/** What nobody needs any more of what changes have touched, each once. */
export interface Unwanted {
  readonly queues: readonly Pick<UndertakenApp, 'app' | 'queue'>[];
  readonly controlQueues: readonly string[];
  readonly users: readonly string[];
  readonly apps: readonly string[];
}

/** Finds what neither the desired apps need nor those that still finish their calls. */
export function findUnwanted(
  undertaken: readonly UndertakenApp[],
  desired: DesiredPlugin | undefined,
  busy: readonly UndertakenApp[] = [],
): Unwanted {
  const apps = desired?.apps ?? [];
  const wanted = new Set([
    ...apps.flatMap(({ broker: { app, queue, user } }) => [`app ${app}`, queue, user]),
    ...apps.flatMap((app) => controlQueuesOf(app, preparedReplicas(app))),
    ...busy.flatMap(({ app, queue, user }) => [`app ${app}`, queue, user]),
    ...busy.flatMap(({ controlQueues }) => controlQueues),
  ]);
  const rest = <T>(all: readonly T[], toKey: (one: T) => string): readonly T[] =>
    [...new Map(all.map((one) => [toKey(one), one])).values()].filter(
      (one) => !wanted.has(toKey(one)),
    );
  return {
    queues: rest(undertaken, ({ queue }) => queue),
    controlQueues: rest(
      undertaken.flatMap(({ controlQueues }) => controlQueues),
      String,
    ),
    users: rest(
      undertaken.map(({ user }) => user),
      String,
    ),
    apps: rest(
      undertaken.map(({ app }) => app),
      (app) => `app ${app}`,
    ),
  };
}

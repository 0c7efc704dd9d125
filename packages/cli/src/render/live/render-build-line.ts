import type { BuildEvent } from '@celeriac/deployment';
import type { BuildView } from './build-view.ts';

/**
 * The line that an event is worth where lines go to a log: a step that is done, with its seconds, or
 * was taken from the cache. `view` is how the build stood before the event.
 */
export function renderBuildLine(view: BuildView, event: BuildEvent): string | undefined {
  if (event.kind !== 'cached' && event.kind !== 'finished') return undefined;
  const step = view.active.find(({ index }) => index === event.index);
  if (step === undefined) return undefined;
  const how = event.kind === 'cached' ? 'cached' : `${(event.durationMs / 1000).toFixed(1)} s`;
  return `  [${step.index}/${view.total}] ${step.layer} ${how}`;
}

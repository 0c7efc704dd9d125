import type { DeployEvent } from '@celeriac/deployer';
import type { Terminal } from '../terminal.ts';
import { beginBuildView, type BuildView, updateBuildView } from './live/build-view.ts';
import { renderBuildLine } from './live/render-build-line.ts';
import { renderBuildView } from './live/render-build-view.ts';
import { renderDeployEvent } from './render-deploy-event.ts';

/** Shows what a deploy does: a live view of what is built where a person watches, lines elsewhere. */
export interface DeployView extends Disposable {
  push(event: DeployEvent): void;
}

/** Makes the view of one deploy; `now` is in milliseconds. */
export function createDeployView(
  terminal: Terminal,
  now: () => number = () => performance.now(),
): DeployView {
  let view: BuildView | undefined;
  const begin = (title: string): BuildView => {
    const begun = beginBuildView(title, now());
    terminal.live((size) => (view === undefined ? [] : renderBuildView(view, size, now())));
    return begun;
  };
  const end = (): void => {
    if (view === undefined) return;
    view = undefined;
    terminal.live(undefined);
  };

  function pushBuild(event: Extract<DeployEvent, { kind: 'build' }>): void {
    const { app, event: inner } = event;
    const isPush = 'direction' in inner && inner.direction === 'push';
    const before = view ?? begin(`${app}: ${isPush ? 'pushing its image' : 'building its image'}`);
    view = updateBuildView(before, inner, now());
    const line = renderBuildLine(before, inner);
    if (line !== undefined && !terminal.isLive) terminal.say(terminal.paint('dim', line));
    if (inner.kind === 'built' || (inner.kind === 'transferred' && isPush)) end();
    if (TOLD.has(inner.kind)) renderDeployEvent(event, terminal);
  }

  return {
    push(event) {
      if (event.kind === 'build') return pushBuild(event);
      end();
      if (event.kind === 'locking') view = begin(`${event.app}: resolving dependencies`);
      else renderDeployEvent(event, terminal);
    },
    [Symbol.dispose]: end,
  };
}

/** What is worth a line that stays. */
const TOLD: ReadonlySet<string> = new Set(['built', 'retrying', 'transferred']);

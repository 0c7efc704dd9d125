import type { ControllerEvent } from '@celeriac/deployer';
import { renderLastLines } from './render-last-lines.ts';
import { renderStartTimes } from './render-start-times.ts';

/** Says what the controller does, a line for each thing done. */
export function renderControllerEvent(event: ControllerEvent, say: (line: string) => void): void {
  switch (event.kind) {
    case 'scaled':
      say(`${event.plugin}/${event.app} ${event.from} → ${event.to} containers: ${event.reason}`);
      break;
    case 'starting':
      say(`${event.container} is started: ${event.reason}`);
      break;
    case 'ready': {
      const { container, durationMs, times } = event;
      say(`${container} ready in ${seconds(durationMs)} (${renderStartTimes(times)})`);
      break;
    }
    case 'off-queue':
      say(`${event.container} runs and is not on its queue. ${event.reason ?? ''}`.trimEnd());
      break;
    case 'back':
      say(`${event.container} is on its queue again after ${seconds(event.durationMs)}`);
      break;
    case 'start-failed':
      say(`${event.container} failed: ${event.error.message}`);
      for (const line of renderLastLines(linesOf(event.error))) say(`  ${line}`);
      break;
    case 'problem':
      say(event.message);
      for (const line of renderLastLines(event.lastLines)) say(`  ${line}`);
      break;
    case 'state':
      // Each is told in other words by the event before it.
      break;
    case 'callers-told':
      say(`${event.plugin}/${event.app} does not come up; ${event.calls} callers were told`);
      break;
    case 'removed':
      say(`${event.container} removed: ${event.reason}`);
      break;
    case 'catalog-mended':
      say(`the catalog entry of ${event.plugin} was written again`);
      break;
    case 'queue-mended':
      say(`the queue ${event.queue} of ${event.plugin} was gone and is there again`);
      break;
    case 'blobs-swept':
      say(`large values that ${event.calls} ended calls had left were removed`);
      break;
    case 'blob-sweep-failed':
      say(`large values of ended calls could not be removed: ${event.error.message}`);
      break;
    case 'network-open': {
      const { plugin, app, network, closed, problem = 'its backend does not say why' } = event;
      const now = closed ? 'is closed again' : `stays open: ${problem}`;
      say(`the network ${network} of ${plugin}/${app} had lost its rules and ${now}`);
      break;
    }
    case 'network-look-failed':
      say(`nobody could look whether networks are closed: ${event.error.message}`);
      break;
    case 'failed': {
      const what = event.plugin === undefined ? 'this round' : `the care for ${event.plugin}`;
      say(`${what} failed and is tried again: ${event.error.message}`);
      break;
    }
  }
}

function linesOf(error: Error & { readonly lastLines?: readonly string[] }): readonly string[] {
  return error.lastLines ?? [];
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(2)} s`;
}

import type { DeployEvent } from '@celeriac/deployer';
import type { Terminal } from '../terminal.ts';
import { renderDraining, renderRetired } from './render-departure.ts';
import { renderStartTimes } from './render-start-times.ts';
import { renderWaiting } from './render-waiting.ts';

/** Says what a deploy does, a line for each thing done; steps of a build replace each other. */
export function renderDeployEvent(event: DeployEvent, terminal: Terminal): void {
  const { say, paint, progress } = terminal;
  const done = paint('good', '✓');
  switch (event.kind) {
    case 'waiting':
      renderWaiting(event, terminal);
      break;
    case 'locking':
      progress(`… ${event.app}: resolving dependencies`);
      break;
    case 'locked':
      renderLocked(event, terminal);
      break;
    case 'planned': {
      const why = event.reasons.length > 0 ? ` (${event.reasons.join(', ')})` : '';
      say(`${paint('strong', event.app)} ${event.action}${paint('dim', why)}`);
      break;
    }
    case 'compared':
      for (const { impact, message } of event.differences) {
        const style = impact === 'breaking' ? 'bad' : 'good';
        say(`  ${paint(style, `${impact}:`)} ${message}`);
      }
      break;
    case 'layers':
      for (const { layer, action, reasons } of event.layers) {
        const why = reasons.length > 0 ? `: ${listSome(reasons)}` : '';
        const style = action === 'reused' ? 'dim' : 'warning';
        say(paint(style, `  ${event.app} ${layer.padEnd(12)} ${action}${why}`));
      }
      break;
    case 'image-exists':
      say(`${done} ${event.app}: image ${event.image} is there`);
      break;
    case 'build':
      renderBuildEvent(event, terminal);
      break;
    case 'starting':
      progress(`… ${event.app}: starting ${event.container}`);
      break;
    case 'ready': {
      const parts = paint('dim', `(${renderStartTimes(event.times)})`);
      const took = seconds(event.durationMs);
      say(`${done} ${event.app}: ${event.container} ready in ${took} ${parts}`);
      break;
    }
    case 'state':
    case 'start-failed':
      // Told by the event before it, and by the error that the command ends with.
      break;
    case 'draining':
      renderDraining(event, terminal);
      break;
    case 'retired':
      renderRetired(event, terminal);
      break;
    case 'scaled':
      say(`${done} ${event.app}: ${event.from} → ${event.to} containers`);
      break;
    case 'switched':
      say(`${done} callers of ${event.plugin} switched`);
      break;
    case 'deployed': {
      const what = event.changed === 0 ? 'nothing changed' : 'deployed';
      const release = paint('dim', `(release ${event.release})`);
      const took = seconds(event.durationMs);
      say(`${done} ${paint('strong', event.plugin)} ${what} in ${took} ${release}`);
      break;
    }
  }
}

const SHOWN_CHANGES = 8;

function listSome(texts: readonly string[]): string {
  const more = texts.length - SHOWN_CHANGES;
  const shown = texts.slice(0, SHOWN_CHANGES).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function renderLocked(
  { app, file, kept, changes, durationMs }: Extract<DeployEvent, { kind: 'locked' }>,
  { say, paint }: Terminal,
): void {
  const where = kept ? file : `${file} (cannot be written, so the next deploy resolves again)`;
  say(`${paint('good', '✓')} ${app}: dependencies resolved in ${seconds(durationMs)} → ${where}`);
  for (const { name, from, to } of changes.slice(0, SHOWN_CHANGES))
    say(paint('dim', `    ${name} ${[from, to ?? 'removed'].filter(Boolean).join(' → ')}`));
  const more = changes.length - SHOWN_CHANGES;
  if (more > 0) say(paint('dim', `    and ${more} more`));
}

function renderBuildEvent(
  { app, event }: Extract<DeployEvent, { kind: 'build' }>,
  { say, progress, paint }: Terminal,
): void {
  switch (event.kind) {
    case 'step':
      progress(`… ${app}: [${event.index}/${event.total}] ${event.instruction}`);
      break;
    case 'output':
      progress(`… ${app}: ${event.text.trim()}`);
      break;
    case 'built': {
      const cached = paint('dim', `(${event.cachedSteps} of ${event.steps} steps cached)`);
      say(`${paint('good', '✓')} ${app}: image built in ${seconds(event.durationMs)} ${cached}`);
      break;
    }
    case 'transfer':
      progress(`… ${app}: ${event.direction} ${event.image}: ${event.layer} ${event.state}`);
      break;
    case 'retrying':
      say(`${paint('warning', '!')} ${app}: ${event.direction} of ${event.image}: ${event.reason}`);
      break;
    case 'transferred': {
      const what = event.direction === 'pull' ? 'pulled' : 'pushed';
      say(`${paint('good', '✓')} ${app}: ${event.image} ${what} in ${seconds(event.durationMs)}`);
      break;
    }
    case 'cached':
    case 'context':
    case 'finished':
      break;
  }
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(durationMs < 10_000 ? 2 : 1)} s`;
}

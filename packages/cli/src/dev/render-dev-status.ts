import { type Line, type Size, span } from '../render/live/line.ts';
import type { Style } from '../terminal.ts';
import type { FunctionCalls } from './call-times.ts';

/** How an app stands, for a person who watches. */
export interface AppStanding {
  readonly app: string;
  readonly state: 'ready' | 'starting' | 'asleep' | 'failing' | 'down';
  readonly functions: number;
  /** Calls that a worker has, and calls that wait for one. */
  readonly running: number;
  readonly waiting: number;
}

/** All that the lines at the bottom of a `celeriac dev` tell. */
export interface DevStanding {
  readonly plugin: string;
  readonly apps: readonly AppStanding[];
  readonly calls: readonly FunctionCalls[];
}

const STYLES: Readonly<Record<AppStanding['state'], Style>> = {
  ready: 'good',
  starting: 'warning',
  asleep: 'dim',
  failing: 'bad',
  down: 'bad',
};
/** The most of a terminal's height that is taken. */
const SHARE = 0.4;

/** Renders a line for each app, and one for each function that was called lately while there is room. */
export function renderDevStatus(
  { plugin, apps, calls }: DevStanding,
  { rows }: Size,
): readonly Line[] {
  const room = Math.max(2, Math.floor(rows * SHARE)) - 1;
  const shown = apps.slice(0, room);
  const lately = calls.slice(0, Math.max(0, room - shown.length));
  const width = Math.max(0, ...lately.map(({ name }) => name.length));
  const hidden = apps.length - shown.length;
  return [
    [
      span(`── ${plugin} `, 'strong'),
      span(`Ctrl-C ends it${hidden > 0 ? `, ${hidden} more apps` : ''} `, 'dim'),
    ],
    ...shown.flatMap((app) => [
      renderApp(app, calls),
      ...lately.filter((one) => one.app === app.app).map((one) => renderCalls(one, width)),
    ]),
  ];
}

function renderApp(app: AppStanding, calls: readonly FunctionCalls[]): Line {
  const own = calls.filter((one) => one.app === app.app);
  const sum = (key: 'done' | 'failed'): number => own.reduce((total, one) => total + one[key], 0);
  const facts = [
    `${app.functions} function${app.functions === 1 ? '' : 's'}`,
    `${app.running} running`,
    ...(app.waiting > 0 ? [`${app.waiting} waiting`] : []),
    `${sum('done')} done`,
  ];
  return [
    span(`   ${app.app} `, 'strong'),
    span(app.state, STYLES[app.state]),
    span(` · ${facts.join(' · ')}`),
    ...(sum('failed') > 0 ? [span(` · ${sum('failed')} failed`, 'bad')] : []),
  ];
}

function renderCalls({ name, done, failed, medianMs, lastMs }: FunctionCalls, width: number): Line {
  return [
    span(
      `     ${name.padEnd(width)} ${done}× · p50 ${medianMs.toFixed(1)} ms · last ${lastMs.toFixed(1)} ms`,
    ),
    ...(failed > 0 ? [span(` · ${failed} failed`, 'bad')] : []),
  ];
}

import type { StartTimes } from '@celeriac/deployment';

/** A library that takes less than this part of all imports, or less than this, is not what makes a start slow. */
const SHOWN_PART = 0.1;
const SHOWN_MS = 100;
const MOST_SHOWN = 3;

/** Says where the time of a start went: `create 0.31 s, start 0.35 s, imports 2.30 s (numpy 1.90 s), ready 0.42 s`. */
export function renderStartTimes({ createMs, startMs, imports, readyMs }: StartTimes): string {
  const parts = [`create ${seconds(createMs)}`, `start ${seconds(startMs)}`];
  if (imports !== undefined) {
    const slow = imports.libraries
      .filter(({ ms }) => ms >= SHOWN_MS && ms >= imports.ms * SHOWN_PART)
      .slice(0, MOST_SHOWN)
      .map(({ name, ms }) => `${name} ${seconds(ms)}`);
    const which = slow.length > 0 ? ` (${slow.join(', ')})` : '';
    parts.push(`imports ${seconds(imports.ms)}${which}`);
  }
  return [...parts, `ready ${seconds(readyMs)}`].join(', ');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

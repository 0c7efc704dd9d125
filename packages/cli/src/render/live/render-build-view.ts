import type { ActiveStep, BuildView, ImageTransfer } from './build-view.ts';
import { type Line, type Size, span } from './line.ts';

/** Renders how a build stands, for a terminal of this size: what matters most comes first. */
export function renderBuildView(view: BuildView, { rows }: Size, nowMs: number): readonly Line[] {
  const head = renderHead(view, nowMs);
  const rest = [
    ...(view.transfer === undefined ? [] : [renderTransfer(view.transfer)]),
    ...(view.contextBytes === undefined
      ? []
      : [[span(`  ↑ context ${megabytes(view.contextBytes)} MB`)]]),
    ...view.active.map((step) => renderStep(step, view.total, nowMs)),
  ];
  const left = Math.max(0, rows - 2 - rest.length);
  // The latest lines, where there is no place for all.
  const output = left === 0 ? [] : view.output.slice(-left);
  return [head, ...rest, ...output.map((text) => [span(`  │ ${text}`, 'dim')])];
}

function renderHead(view: BuildView, nowMs: number): Line {
  const done = view.finished + view.cached;
  const steps =
    done === 0 ? '' : `  ${done} done${view.cached > 0 ? `, ${view.cached} cached` : ''}`;
  return [
    span('… '),
    span(view.title, 'strong'),
    span(`  ${seconds(nowMs - view.begunMs)} s`),
    span(steps, 'dim'),
  ];
}

function renderStep(step: ActiveStep, total: number, nowMs: number): Line {
  return [
    span(`  [${step.index}/${total}] ${step.layer}  ${seconds(nowMs - step.begunMs)} s  `),
    span(shorten(step.instruction), 'dim'),
  ];
}

function renderTransfer({ direction, image, layers, retry }: ImageTransfer): Line {
  const all = [...layers.values()];
  const sum = (key: 'bytes' | 'totalBytes'): string =>
    megabytes(all.reduce((total, layer) => total + layer[key], 0));
  const done = all.filter((layer) => layer.done).length;
  const facts = `${sum('bytes')} of ${sum('totalBytes')} MB, ${done} of ${all.length} layers`;
  return [
    span(`  ${direction === 'pull' ? '↓' : '↑'} ${facts}`),
    // Last, as names with a registry are long.
    span(`  ${image}`, 'dim'),
    ...(retry === undefined ? [] : [span(`  trying again: ${retry}`, 'warning')]),
  ];
}

/** An instruction without its mounts and the marks of its JSON. */
function shorten(instruction: string): string {
  const plain = instruction.replaceAll(/--(mount|from)=\S+ /g, '');
  const [, keyword, json] = /^(\S+) (\[.*\])$/.exec(plain) ?? [];
  if (keyword === undefined || json === undefined) return plain;
  try {
    const words = (JSON.parse(json) as readonly unknown[]).map(String);
    // What is run is at the end of a script of ours, after what it is run with.
    const script = words
      .find((word) => word.includes('; '))
      ?.split('; ')
      .at(-1);
    return `${keyword} ${script ?? words.join(' ')}`;
  } catch {
    return plain;
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

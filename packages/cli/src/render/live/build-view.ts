import type { BuildEvent } from '@celeriac/deployment';

/** How a build stands, as it is shown. */
export interface BuildView {
  readonly title: string;
  readonly begunMs: number;
  /** Steps of the plan; 0 until one is told. */
  readonly total: number;
  readonly finished: number;
  readonly cached: number;
  readonly active: readonly ActiveStep[];
  /** What the builder has taken of the context, until its first step. */
  readonly contextBytes?: number;
  readonly transfer?: ImageTransfer;
  /** What steps wrote last, oldest first. */
  readonly output: readonly string[];
}

/** A step that runs. */
export interface ActiveStep {
  readonly index: number;
  readonly layer: string;
  readonly instruction: string;
  readonly begunMs: number;
}

/** An image that is pulled or pushed. */
export interface ImageTransfer {
  readonly direction: 'pull' | 'push';
  readonly image: string;
  readonly layers: ReadonlyMap<string, { done: boolean; bytes: number; totalBytes: number }>;
  /** Why it is tried again, where it is. */
  readonly retry?: string;
}

const KEPT_LINES = 4;

/** A build of which nothing is known yet. */
export function beginBuildView(title: string, nowMs: number): BuildView {
  return { title, begunMs: nowMs, total: 0, finished: 0, cached: 0, active: [], output: [] };
}

/** How a build stands after an event. */
export function updateBuildView(view: BuildView, event: BuildEvent, nowMs: number): BuildView {
  switch (event.kind) {
    case 'step': {
      const { index, layer, instruction, total } = event;
      const step = { index, layer, instruction, begunMs: nowMs };
      const { contextBytes: _, ...rest } = view;
      // Of FROM nobody says when it is done: it is when another step begins.
      const active = view.active.filter((one) => !/^from\s/i.test(one.instruction));
      return { ...rest, total, active: [...active, step] };
    }
    case 'cached':
      return { ...without(view, event.index), cached: view.cached + 1 };
    case 'finished':
      return { ...without(view, event.index), finished: view.finished + 1 };
    case 'output':
      return { ...view, output: [...view.output, event.text].slice(-KEPT_LINES) };
    case 'context':
      return view.active.length > 0 ? view : { ...view, contextBytes: event.bytes };
    case 'transfer':
      return { ...view, transfer: addLayer(view.transfer, event) };
    case 'retrying':
      return view.transfer === undefined
        ? view
        : { ...view, transfer: { ...view.transfer, retry: event.reason } };
    case 'transferred': {
      const { transfer: _, ...rest } = view;
      return rest;
    }
    case 'built':
      return view;
  }
}

function without(view: BuildView, index: number): BuildView {
  return { ...view, active: view.active.filter((step) => step.index !== index) };
}

function addLayer(
  known: ImageTransfer | undefined,
  event: Extract<BuildEvent, { kind: 'transfer' }>,
): ImageTransfer {
  const { direction, image, layer, state, totalBytes = 0 } = event;
  const isSame = known?.direction === direction && known.image === image;
  const layers = new Map(isSame ? known.layers : []);
  const done = state === 'done' || state === 'exists';
  // A layer is told by its size on disk, and moves with the frames of its archive.
  const bytes = done ? totalBytes : Math.min(event.bytes ?? 0, totalBytes);
  layers.set(layer, { done, bytes, totalBytes });
  return { direction, image, layers };
}

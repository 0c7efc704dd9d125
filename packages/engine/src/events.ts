import { toLabelFilter } from './images.ts';
import { openStream } from './open-stream.ts';
import { readJsonLines } from './read-json-lines.ts';
import type { CallOptions, Transport } from './transport.ts';

/** Something that happened in an engine. */
export interface EngineEvent {
  /** `container`, `image`, `network`, `volume`, `daemon`, … */
  readonly type: string;
  /** `start`, `die`, `oom`, `destroy`, … */
  readonly action: string;
  /** Id or name of what it happened to. */
  readonly id: string;
  /** Labels, name, exit code and the like. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Unix time in milliseconds. */
  readonly timeMs: number;
}

/** Which events are wanted; what is left out matches all. */
export interface EventFilter extends CallOptions {
  readonly types?: readonly string[];
  readonly actions?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** Ids or names. */
  readonly containers?: readonly string[];
  /** Unix time in seconds; what happened since then comes first. */
  readonly since?: number;
  /** Unix time in seconds at which the stream ends; without it, it goes on until the abort. */
  readonly until?: number;
}

/** Streams the engine's events until an abort, the end asked for, or the engine's own end. */
export async function* readEvents(
  transport: Transport,
  filter: EventFilter,
): AsyncGenerator<EngineEvent, void, undefined> {
  const filters: Record<string, string[]> = {};
  if (filter.types) filters['type'] = [...filter.types];
  if (filter.actions) filters['event'] = [...filter.actions];
  if (filter.labels) filters['label'] = toLabelFilter(filter.labels);
  if (filter.containers) filters['container'] = [...filter.containers];
  const { since, until } = filter;
  const chunks = openStream(transport, { ...filter, action: 'read events' }, (abortSignal) =>
    transport.docker.getEvents({
      filters: JSON.stringify(filters),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
      abortSignal,
    }),
  );
  for await (const value of readJsonLines(chunks)) yield toEvent(value);
}

function toEvent(value: unknown): EngineEvent {
  const event = value as {
    readonly Type?: string;
    readonly Action?: string;
    readonly Actor?: { readonly ID?: string; readonly Attributes?: Record<string, string> };
    readonly time?: number;
    readonly timeNano?: number;
  };
  return {
    type: event.Type ?? '',
    action: event.Action ?? '',
    id: event.Actor?.ID ?? '',
    attributes: event.Actor?.Attributes ?? {},
    timeMs: event.timeNano === undefined ? (event.time ?? 0) * 1000 : event.timeNano / 1e6,
  };
}

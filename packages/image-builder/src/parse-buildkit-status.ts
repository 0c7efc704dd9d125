import { readProtobuf } from './read-protobuf.ts';

/** One step as BuildKit tells of it; told again whenever it changes. */
export interface Vertex {
  readonly digest: string;
  /** `[2/5] RUN make`, `[stage 2/5] RUN make`, `[internal] load …`. */
  readonly name: string;
  readonly cached: boolean;
  readonly started: boolean;
  readonly completed: boolean;
  /** How long it took in milliseconds; 0 while it goes on. */
  readonly durationMs: number;
  /** Empty where it did not fail. */
  readonly error: string;
}

/** A piece of what a step wrote; lines may be cut anywhere. */
export interface VertexLog {
  readonly vertex: string;
  readonly bytes: Uint8Array;
}

/** What one message of BuildKit's trace tells. */
export interface BuildkitStatus {
  readonly vertexes: readonly Vertex[];
  readonly logs: readonly VertexLog[];
}

/**
 * Parses a `moby.buildkit.v1.StatusResponse`; throws `RangeError` where it is none.
 *
 * Fields by number, from BuildKit's `api/services/control/control.proto`: a response has vertexes (1)
 * and logs (3); a vertex digest 1, name 3, cached 4, started 5, completed 6, error 7; a log vertex 1,
 * message 4. Times are `google.protobuf.Timestamp`: seconds 1, nanos 2.
 */
export function parseBuildkitStatus(bytes: Uint8Array): BuildkitStatus {
  const vertexes: Vertex[] = [];
  const logs: VertexLog[] = [];
  for (const { number, value } of readProtobuf(bytes)) {
    if (typeof value === 'number') continue;
    if (number === 1) vertexes.push(parseVertex(value));
    if (number === 3) logs.push(parseLog(value));
  }
  return { vertexes, logs };
}

function parseVertex(bytes: Uint8Array): Vertex {
  const fields = new Map([...readProtobuf(bytes)].map(({ number, value }) => [number, value]));
  return {
    digest: toText(fields.get(1)),
    name: toText(fields.get(3)),
    cached: fields.get(4) === 1,
    started: fields.has(5),
    completed: fields.has(6),
    durationMs: fields.has(6) ? Math.max(0, toMs(fields.get(6)) - toMs(fields.get(5))) : 0,
    error: toText(fields.get(7)),
  };
}

function toMs(timestamp: number | Uint8Array | undefined): number {
  if (!(timestamp instanceof Uint8Array)) return 0;
  const fields = new Map([...readProtobuf(timestamp)].map(({ number, value }) => [number, value]));
  return Number(fields.get(1) ?? 0) * 1000 + Number(fields.get(2) ?? 0) / 1e6;
}

function parseLog(bytes: Uint8Array): VertexLog {
  const fields = new Map([...readProtobuf(bytes)].map(({ number, value }) => [number, value]));
  const message = fields.get(4);
  return {
    vertex: toText(fields.get(1)),
    bytes: message instanceof Uint8Array ? message : new Uint8Array(0),
  };
}

function toText(value: number | Uint8Array | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : '';
}

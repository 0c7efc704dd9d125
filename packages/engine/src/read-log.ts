import { dial } from './dial.ts';
import { type EngineLogLine, LogLineReader } from './log-line-reader.ts';
import { openStream } from './open-stream.ts';
import { checkReference } from './reference.ts';
import type { CallOptions, Transport } from './transport.ts';

/** Which lines of a log are wanted. */
export interface LogSelection extends CallOptions {
  /** Goes on until the container ends. */
  readonly follow?: boolean;
  /** How many of the last lines; all unless given. */
  readonly tail?: number;
  /** Unix time in seconds to begin at. */
  readonly since?: number;
}

/** Streams what a container wrote; memory stays small however long the log is. */
export async function* readLog(
  transport: Transport,
  id: string,
  selection: LogSelection,
): AsyncGenerator<EngineLogLine, void, undefined> {
  const path = `/containers/${checkReference(id)}/logs?`;
  const { follow = false, tail, since } = selection;
  const query = {
    stdout: true,
    stderr: true,
    timestamps: true,
    follow,
    ...(tail === undefined ? {} : { tail }),
    ...(since === undefined ? {} : { since }),
  };
  const call = { ...selection, action: `read the log of container ${id}` };
  const chunks = openStream(transport, call, (signal) =>
    dial<NodeJS.ReadableStream>(transport, { path, query, stream: true, signal }),
  );
  const reader = new LogLineReader();
  for await (const chunk of chunks) yield* reader.push(chunk);
  yield* reader.end();
}

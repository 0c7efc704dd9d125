import type { Readable } from 'node:stream';
import { EngineError } from './engine-error.ts';
import { type CallOptions, callEngine, type Transport } from './transport.ts';
import { toEngineError } from './translate-error.ts';

/**
 * Opens a streamed answer and hands its chunks on until it ends.
 *
 * The bound of the call holds until the answer begins. An abort (or closing the engine) destroys the
 * connection and throws `ABORTED`; a lost connection throws `ENGINE_UNREACHABLE`; leaving the
 * iteration destroys the connection as well.
 */
export async function* openStream(
  transport: Transport,
  call: CallOptions & { readonly action: string },
  run: (signal: AbortSignal) => Promise<NodeJS.ReadableStream>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const ended = new AbortController();
  const stops = [transport.closed, ended.signal, ...(call.signal ? [call.signal] : [])];
  const signal = AbortSignal.any(stops);
  const discard = (late: NodeJS.ReadableStream) => (late as Readable).destroy();
  // The request lives as long as its answer: its signal is ours, not that of the opening call.
  const stream = (await callEngine(transport, { ...call, discard }, (opening) => {
    opening.addEventListener('abort', () => ended.abort(), { once: true });
    return run(signal);
  })) as Readable;
  const onAbort = () => stream.destroy();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) stream.destroy();
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
    if (signal.aborted) throw aborted(call.action, transport.address);
  } catch (error) {
    if (signal.aborted) throw aborted(call.action, transport.address);
    throw toEngineError(error, { address: transport.address, action: call.action });
  } finally {
    signal.removeEventListener('abort', onAbort);
    stream.on('error', () => undefined);
    stream.destroy();
    ended.abort();
  }
}

function aborted(action: string, address: string): EngineError {
  return new EngineError('ABORTED', `Cannot go on to ${action}: the wait was ended.`, { address });
}

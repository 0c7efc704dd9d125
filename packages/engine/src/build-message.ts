/** What an engine tells while it builds. */
export type BuildMessage =
  /** Text of the classic builder. */
  | { readonly kind: 'text'; readonly text: string }
  /** A `StatusResponse` of BuildKit, as protobuf. */
  | { readonly kind: 'trace'; readonly bytes: Uint8Array }
  /** Why the build failed, in the engine's words. */
  | { readonly kind: 'error'; readonly message: string };

/** Reads one line of a build's answer; `undefined` for what is of no use, such as download bars. */
export function parseBuildMessage(value: unknown): BuildMessage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const line = value as Readonly<Record<string, unknown>>;
  const { aux } = line;
  if (line['id'] === 'moby.buildkit.trace' && typeof aux === 'string')
    return { kind: 'trace', bytes: Buffer.from(aux, 'base64') };
  if (typeof line['error'] === 'string') return { kind: 'error', message: line['error'].trim() };
  if (typeof line['stream'] === 'string') return { kind: 'text', text: line['stream'] };
  return undefined;
}

/** What an engine tells while it pulls or pushes. */
export type TransferMessage =
  /** A layer's state; `bytes` of `totalBytes` where it is under way. */
  | {
      readonly kind: 'layer';
      readonly id: string;
      /** In the engine's words: `Pushing`, `Layer already exists`, `Download complete`. */
      readonly status: string;
      readonly bytes?: number;
      readonly totalBytes?: number;
    }
  /** The digest that the registry knows the image by. */
  | { readonly kind: 'digest'; readonly digest: string }
  /** Why it failed, in the engine's words. */
  | { readonly kind: 'error'; readonly message: string };

/** Reads one line of a transfer's answer; `undefined` for what is of no use. */
export function parseTransferMessage(value: unknown): TransferMessage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const line = value as Readonly<Record<string, unknown>>;
  const { error, status, id } = line;
  if (typeof error === 'string') return { kind: 'error', message: error.trim() };
  if (typeof status !== 'string') return undefined;
  const digest = /\bdigest: (sha256:[0-9a-f]{64})/i.exec(status)?.[1];
  if (digest !== undefined) return { kind: 'digest', digest };
  // What is said of the image as a whole has no id, or that of its tag.
  if (typeof id !== 'string' || !/^[0-9a-f]{12}$/.test(id)) return undefined;
  const { current, total } = (line['progressDetail'] ?? {}) as Record<string, unknown>;
  return {
    kind: 'layer',
    id,
    status,
    ...(typeof current === 'number' && { bytes: current }),
    ...(typeof total === 'number' && total > 0 && { totalBytes: total }),
  };
}

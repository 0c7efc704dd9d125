import type { JsonValue } from '../value-type.ts';
import type { Attachment, Chunks } from './attachment.ts';

/** Encoded arguments that are ready to go: bytes lie in parts of the body, or in blobs already. */
export interface PlacedArguments {
  readonly value: Readonly<Record<string, JsonValue>>;
  /** The parts of the body, in the order by which the JSON counts them. */
  readonly parts: readonly Chunks[];
}

/** Where bytes lie apart from the message, as the JSON says it. */
export interface BlobClaim {
  readonly blob: string;
  /** How many they are. */
  readonly bytes: number;
  /** Where they can be had, for a reader that has no other way to them. */
  readonly url?: string;
}

/** Where one attachment was put: in memory for the body, or in a blob. */
export type Placement = Chunks | { readonly kind: 'blob'; readonly claim: BlobClaim };

/**
 * Says in the JSON where each attachment was put; `placements` stand in the order of the attachments.
 *
 * The given value is not changed: objects and lists along the way are copied.
 */
export function placeAttachments(
  encoded: {
    readonly value: Readonly<Record<string, JsonValue>>;
    readonly attachments: readonly Attachment[];
  },
  placements: readonly Placement[],
): PlacedArguments {
  const parts: Chunks[] = [];
  let value: JsonValue = encoded.value;
  for (const [index, { at }] of encoded.attachments.entries()) {
    const placement = placements[index];
    if (placement === undefined) throw new RangeError(`Attachment ${index} has no placement.`);
    if (placement.kind === 'blob') value = replaceAt(value, at, { ...placement.claim });
    else {
      const part = parts.push(placement) - 1;
      // Encoded as this part already, as long as none before it went to a blob.
      if (part !== index) value = replaceAt(value, at, { part });
    }
  }
  return { value: value as Record<string, JsonValue>, parts };
}

function replaceAt(
  json: JsonValue,
  [step, ...rest]: readonly (string | number)[],
  where: Readonly<Record<string, JsonValue>>,
): JsonValue {
  if (step === undefined) {
    const { part: _, ...meta } = json as Readonly<Record<string, JsonValue>>;
    return { ...where, ...meta };
  }
  if (typeof step === 'number')
    return (json as readonly JsonValue[]).with(
      step,
      replaceAt((json as readonly JsonValue[])[step] ?? null, rest, where),
    );
  const members = json as Readonly<Record<string, JsonValue>>;
  return { ...members, [step]: replaceAt(members[step] ?? null, rest, where) };
}

import { isDeepStrictEqual } from 'node:util';
import type { ReceivedFile } from '@celeriac/functions';

/** Whether a value is the one that went: the same type, `NaN` and `-0` told apart. */
export function isSame(sent: unknown, came: unknown): boolean {
  return isDeepStrictEqual(toPlain(came), toPlain(sent));
}

/** Views are equal by their bytes, wherever these lie; `Buffer` is no other type. */
function toPlain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('latin1') };
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.entries(value)
    .map(([key, part]) => [key, toPlain(part)])
    .sort();
}

/** What is compared of a file that came back: its name and all of its bytes. */
export async function readAll(value: unknown): Promise<unknown> {
  const file = value as ReceivedFile;
  return { name: file.name, bytes: await file.bytes() };
}

import type { Diagnosed } from '@celeriac/diagnostic';
import { Report } from './report.ts';

/**
 * Turns bytes into text; a byte order mark stays.
 *
 * `encoding` is a WHATWG label, `ascii` or `latin1` (those two as Python means them). Without a value
 * there is the error `bad-encoding`, at the first byte that does not belong.
 */
export function decodeText(
  bytes: Uint8Array,
  { file, encoding = 'utf-8' }: { file: string; encoding?: string },
): Diagnosed<string | undefined> {
  const value = decode(bytes, encoding);
  if (value !== undefined) return { value, diagnostics: [] };
  let first = findInvalid(bytes, encoding);
  while (first > 0 && decode(bytes.subarray(0, first), encoding) === undefined) first--;
  const start = decode(bytes.subarray(0, first), encoding)?.length ?? 0;
  const byte = (bytes[first] ?? 0).toString(16).padStart(2, '0');
  const report = new Report();
  report.error(
    'bad-encoding',
    `The byte 0x${byte} is no ${encoding.toUpperCase()} here; save the file as UTF-8.`,
    { file, span: { start, end: start + 1 } },
  );
  return { value: undefined, diagnostics: report.take() };
}

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  if (encoding === 'latin1' || encoding === 'ascii') return decodePrefix(bytes, encoding);
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Decodes what may end in the middle of a character. */
function decodePrefix(bytes: Uint8Array, encoding: string): string | undefined {
  if (encoding === 'ascii' && bytes.some((byte) => byte > 0x7f)) return undefined;
  if (encoding === 'latin1' || encoding === 'ascii')
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  try {
    const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
    return decoder.decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

/**
 * The index of the byte at which decoding fails, at most a few behind the start of the wrong
 * character. A prefix that is invalid never becomes valid by more bytes, so it is searched by halves.
 */
function findInvalid(bytes: Uint8Array, encoding: string): number {
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (decodePrefix(bytes.subarray(0, middle), encoding) === undefined) invalid = middle;
    else valid = middle;
  }
  return valid;
}

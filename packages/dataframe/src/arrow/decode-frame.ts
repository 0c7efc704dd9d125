import { Table } from 'apache-arrow';
import type { BytesValue } from '@celeriac/signature';
import { readTable } from './read-table.ts';

/** See `Frames.decodeFrame`. */
export function decodeFrame(bytes: Uint8Array): BytesValue {
  const read = readTable(bytes);
  return read instanceof Table
    ? { kind: 'value', value: read }
    : { kind: 'problem', problem: read };
}

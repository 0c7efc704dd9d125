import { type Table, tableFromIPC } from 'apache-arrow';
import type { FrameProblem } from '@celeriac/signature';
import { findNameProblems } from './find-name-problems.ts';
import { restoreEmptyName } from './restore-empty-name.ts';

const END_OF_STREAM = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];
const FILE_MAGIC = 'ARROW1';

/**
 * Reads an Arrow IPC stream or file; the problem where it is none, or cut off.
 *
 * Vectors are views of the bytes where these begin at a multiple of eight, else of a copy.
 */
export function readTable(bytes: Uint8Array): Table | FrameProblem {
  const whole = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  try {
    if (!isWhole(whole)) return invalid(bytes, 'It is cut off, or no Arrow stream at all.');
    const table = restoreEmptyName(tableFromIPC(whole), whole);
    const [problem] = findNameProblems(table.schema.fields.map(({ name }) => name));
    return problem ?? table;
  } catch (error) {
    return invalid(bytes, `Arrow cannot read it: ${(error as Error).message}`);
  }
}

/** Arrow takes what is cut off between two batches for the end. */
function isWhole(bytes: Uint8Array): boolean {
  if (bytes.length <= END_OF_STREAM.length) return false;
  const end = bytes.subarray(-8);
  if (END_OF_STREAM.every((byte, index) => end[index] === byte)) return true;
  return String.fromCharCode(...bytes.subarray(-6)) === FILE_MAGIC;
}

function invalid(value: Uint8Array, remark: string): FrameProblem {
  return { at: [], code: 'invalid-frame', expected: 'an Arrow IPC stream', value, remark };
}

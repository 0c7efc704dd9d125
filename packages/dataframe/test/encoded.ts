import type { Table } from 'apache-arrow';
import { loadFrames } from '@celeriac/dataframe';

const { decodeFrame, encodeFrame } = await loadFrames();

/** A frame as it arrives, or the codes and places of what was wrong with the value. */
export function throughArrow(value: unknown): Table | readonly string[] {
  const problems: string[] = [];
  const frame = encodeFrame(value, ({ at, code }) => problems.push(`${at.join('.')} ${code}`));
  if (frame === undefined) return problems;
  const read = decodeFrame(Buffer.concat(frame.bytes.chunks));
  if (read.kind === 'problem') throw new Error(read.problem.remark);
  return read.value as Table;
}

/** What `throughArrow` made of a value that is right. */
export function tableOf(value: unknown): Table {
  const table = throughArrow(value);
  if (Array.isArray(table)) throw new Error(table.join());
  return table as Table;
}

/** The types of the columns, as `name type`. */
export function typesOf({ schema }: Table): readonly string[] {
  return schema.fields.map(({ name, type }) => `${name} ${String(type)}`);
}

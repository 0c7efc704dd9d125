import { readTagLine } from '../../header/read-tag-line.ts';
import { LONGEST_HEADER_LINE } from '../../limits.ts';

/** Writes one line of a header; `undefined` where it would not be read as that tag and value. */
export function renderTagLine(tag: string, value: string): string | undefined {
  const line = `#${tag}: ${value}`;
  if (value === '' || value.length > LONGEST_HEADER_LINE || /[\r\n]/.test(line)) return undefined;
  const read = readTagLine(line, 0, { end: line.length, column: 0 });
  return read?.tag.text === tag && read.value.text === value ? line : undefined;
}

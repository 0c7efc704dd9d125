import { endOfName, skipBlanks } from '../python/characters.ts';
import { isTypeWord } from '../model/type-table.ts';
import type { TagLine } from './header.ts';

/**
 * Whether a tag line makes its comment a header: a `name` with a value, or an `input` or `output`
 * with a type and a name.
 *
 * `# input: the first one` is prose; of a tag that stands off its `#` the type has to be a type's
 * name, and no further word may follow.
 */
export function isCoreLine(line: TagLine): boolean {
  const { text: tag } = line.tag;
  const { text: value } = line.value;
  if (tag === 'name') return value !== '';
  if (tag !== 'input' && tag !== 'output') return false;
  const typeEnd = endOfName(value, 0);
  if (typeEnd === 0) return false;
  const element = skipBlanks(value, typeEnd);
  let nameStart = element;
  if (value[element] === '<') {
    const close = value.indexOf('>', element);
    nameStart = skipBlanks(value, close < 0 ? value.length : close + 1);
  }
  const nameEnd = endOfName(value, nameStart);
  if (nameEnd === nameStart) return false;
  if (!line.isSpaced) return true;
  const next = value[skipBlanks(value, nameEnd)] ?? '';
  return isTypeWord(value.slice(0, typeEnd)) && '={['.includes(next);
}

/** Whether a line gives a name, and so begins another header where one is named already. */
export function isNameLine({ tag, value }: TagLine): boolean {
  return tag.text === 'name' && value.text !== '';
}

/** Within a block, `# name: value` is more often said of a variable than of a function. */
export function isProse({ isSpaced, column }: TagLine): boolean {
  return isSpaced && column > 0;
}

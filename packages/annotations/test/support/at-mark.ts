import type { Position } from '../../src/language/index.ts';

const MARK = '‸';

/** Takes the cursor mark out of a text and tells where it stood. */
export function atMark(marked: string): { text: string; position: Position } {
  const at = marked.indexOf(MARK);
  if (at < 0) throw new Error(`No ${MARK} in ${marked}`);
  const before = marked.slice(0, at).split('\n');
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  return { text: marked.replace(MARK, ''), position };
}

/** Gives the word of a set that stands between two offsets; `undefined` for any other text. */
export type WordTable = (text: string, start: number, end: number) => string | undefined;

const SHAPES = 1024;

/**
 * Makes a table that finds its words where they stand. No string is made of what is looked at, and
 * each word is the same string every time, so that comparing and looking it up costs little.
 */
export function createWordTable(words: Iterable<string>): WordTable {
  const byShape = Array.from({ length: SHAPES }, (): string[] => []);
  for (const word of words) byShape[shapeOf(word.charCodeAt(0), word.length)]?.push(word);
  return (text, start, end) => {
    for (const word of byShape[shapeOf(text.charCodeAt(start), end - start)] ?? [])
      if (word.length === end - start && text.startsWith(word, start)) return word;
    return undefined;
  };
}

/** A number below `SHAPES` by the first character and the length. */
function shapeOf(first: number, length: number): number {
  return ((first & 31) << 5) | (length & 31);
}

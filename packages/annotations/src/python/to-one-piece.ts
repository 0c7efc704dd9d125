/**
 * Gives the same text without a memory of the parts that it was joined of.
 *
 * An editor joins a text anew with each keystroke, and engines keep such a text as a tree, through
 * which every look at a character would go. A split takes it into one piece.
 */
export function toOnePiece(text: string): string {
  return text.split('\0').join('\0');
}

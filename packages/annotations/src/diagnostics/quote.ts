const LONGEST = 60;

/** A piece of the user's text within quotes for a message, cut where it is long. */
export function quote(text: string): string {
  return `"${text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text}"`;
}

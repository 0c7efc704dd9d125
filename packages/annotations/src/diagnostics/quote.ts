const LONGEST = 60;

/** A piece of the user's text for a message: cut where it is long, in quotes unless it has some. */
export function quote(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  return /^["']/.test(shown) ? shown : `"${shown}"`;
}

/** The peer: what a scanner by lines and patterns makes of a file. It reads no Python, and reports nothing. */
export function scanLines(text: string): readonly { name: string; inputs: string[] }[] {
  const found: { name: string; inputs: string[] }[] = [];
  let inputs: string[] = [];
  for (const line of text.split('\n')) {
    const tag = /^#\s*(\w+):\s*(.*)$/.exec(line);
    if (tag?.[1] === 'input') inputs.push(tag[2]!);
    const definition = /^def\s+(\w+)/.exec(line);
    if (definition === null) continue;
    found.push({ name: definition[1]!, inputs });
    inputs = [];
  }
  return found;
}

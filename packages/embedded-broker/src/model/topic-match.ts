/** Whether a routing key fits a binding's pattern: `*` is one word, `#` any number of them. */
export function matchesTopic(pattern: string, routingKey: string): boolean {
  if (!/[*#]/.test(pattern)) return pattern === routingKey;
  const words = routingKey === '' ? [] : routingKey.split('.');
  // Which numbers of words the pattern read so far can have taken.
  let taken = new Set([0]);
  for (const part of pattern === '' ? [] : pattern.split('.')) {
    const next = new Set<number>();
    for (const count of taken) {
      if (part === '#') for (let end = count; end <= words.length; end++) next.add(end);
      else if (count < words.length && (part === '*' || part === words[count])) next.add(count + 1);
    }
    taken = next;
  }
  return taken.has(words.length);
}

const CORE = /^#[ \t]*(?:name[ \t]*:[ \t]*\S|(?:input|output)[ \t]*:[ \t]*[\w<>]+[ \t]+\w)/;

/**
 * The names of the annotated functions of a Python file, found in another way than ours: upwards
 * from each `def` at the margin, over comments, blank lines and decorators. It takes strings for
 * code, so it may find too many in a file that quotes headers.
 */
export function findAnnotated(text: string): readonly string[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  return lines.flatMap((line, index) => {
    const name = /^(?:async\s+)?def\s+([^\s([]+)/.exec(line)?.[1];
    if (name === undefined) return [];
    let above = index - 1;
    while (/^(?:\s*|[ \t]*#.*|@.*)$/.test(lines[above] ?? 'x') && !CORE.test(lines[above] ?? '')) above--;
    return CORE.test(lines[above] ?? '') ? [name] : [];
  });
}

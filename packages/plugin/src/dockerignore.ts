/** Says which paths (relative, with `/`) a `.dockerignore` leaves out. */
export interface DockerIgnore {
  ignores(path: string): boolean;
  /** Whether something below an ignored folder may be taken back in, so that it must be looked at. */
  readonly hasExceptions: boolean;
}

/**
 * Reads a `.dockerignore` as Docker does: patterns begin at the folder's root, a match of a parent
 * counts, the last matching line wins, and `!` takes back even from an ignored folder.
 */
export function parseDockerIgnore(text: string): DockerIgnore {
  const rules = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .map((line) => ({ negative: line.startsWith('!'), pattern: clean(line.replace(/^!\s*/, '')) }))
    .filter(({ pattern }) => pattern !== '')
    .map(({ negative, pattern }) => ({ negative, form: toRegExp(pattern) }));
  return {
    hasExceptions: rules.some(({ negative }) => negative),
    ignores: (path) => rules.findLast(({ form }) => form.test(path))?.negative === false,
  };
}

function clean(pattern: string): string {
  const parts: string[] = [];
  for (const part of pattern.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function toRegExp(pattern: string): RegExp {
  const source = pattern.replaceAll(
    /\*\*\/|\*\*|\*|\?|\[\^?(?:\\.|[^\]\\])+\]|\\.|[^\w/-]/gsu,
    (token) => {
      if (token === '**/') return '(?:.*/)?';
      if (token === '**') return '.*';
      if (token === '*') return '[^/]*';
      if (token === '?') return '[^/]';
      if (token.length > 2) return `[${token.slice(1, -1).replaceAll('[', '\\[')}]`;
      return token.slice(-1).replace(/[.*+?^${}()|[\]\\]/, '\\$&');
    },
  );
  try {
    return new RegExp(`^${source}(?:/.*)?$`, 's');
  } catch {
    return /^(?!)/;
  }
}

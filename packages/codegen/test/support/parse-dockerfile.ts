/** One instruction as a builder reads it: flags apart, words decoded. */
export interface ParsedInstruction {
  readonly name: string;
  readonly flags: readonly string[];
  readonly words: readonly string[];
}

/**
 * Reads a Dockerfile as Docker documents it, sharing no code with what renders one: comments,
 * continuation lines, flags, the JSON form, and quotes, escapes and variables of the shell form.
 * Every variable is unset, so one that was not escaped vanishes from the word.
 */
export function parseDockerfile(text: string): readonly ParsedInstruction[] {
  const parsed: ParsedInstruction[] = [];
  let pending = '';
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\r$/, '');
    if (pending === '' && /^\s*(#|$)/.test(line)) continue;
    if (/\\[ \t]*$/.test(line)) {
      pending += line.replace(/\\[ \t]*$/, '');
      continue;
    }
    parsed.push(parseLine((pending + line).trim()));
    pending = '';
  }
  if (pending !== '') throw new Error('a line is continued by nothing');
  return parsed;
}

function parseLine(line: string): ParsedInstruction {
  const [, word = '', rest = ''] = /^(\S+)\s*([^]*)$/.exec(line) ?? [];
  const name = word.toUpperCase();
  const { flags, tail } = takeFlags(rest);
  if (name === 'HEALTHCHECK') {
    const command = /^CMD\s+([^]*)$/.exec(tail)?.[1];
    return { name, flags, words: parseJson(command ?? '') ?? [tail] };
  }
  const json = ['RUN', 'CMD', 'COPY'].includes(name) ? parseJson(tail) : undefined;
  if (json !== undefined) return { name, flags, words: name === 'COPY' ? json.map(expand) : json };
  if (name === 'RUN' || name === 'CMD') return { name, flags, words: ['/bin/sh', '-c', tail] };
  if (name === 'WORKDIR') return { name, flags, words: [expand(tail)] };
  return { name, flags, words: splitWords(tail).map(expand) };
}

function takeFlags(rest: string): { flags: string[]; tail: string } {
  const flags: string[] = [];
  let tail = rest;
  for (let match = /^(--\S+)\s+/.exec(tail); match; match = /^(--\S+)\s+/.exec(tail)) {
    flags.push(match[1] ?? '');
    tail = tail.slice(match[0].length);
  }
  return { flags, tail };
}

function parseJson(text: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'string')
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}

/** Splits at white space outside quotes; quotes and escapes stay for `expand`. */
function splitWords(text: string): string[] {
  return text.match(/(?:\\[^]|"(?:\\[^]|[^"\\])*"|'[^']*'|[^\s"'\\])+/g) ?? [];
}

function expand(word: string): string {
  let out = '';
  let quote = '';
  for (let at = 0; at < word.length; at++) {
    const unit = word[at] ?? '';
    const next = word[at + 1] ?? '';
    if (unit === '\\' && quote !== "'") {
      if (quote === '"' && !['"', '$', '\\'].includes(next)) out += unit;
      else {
        out += next;
        at++;
      }
    } else if (unit === quote) quote = '';
    else if (quote === '' && (unit === '"' || unit === "'")) quote = unit;
    else if (unit === '$' && quote !== "'") {
      const variable = /^(?:\{[^}]*\}|[A-Za-z_][A-Za-z0-9_]*|[0-9@*#])/.exec(word.slice(at + 1));
      if (variable) at += variable[0].length;
      else out += unit;
    } else out += unit;
  }
  if (quote !== '') throw new Error(`a quote is left open in ${word}`);
  return out;
}

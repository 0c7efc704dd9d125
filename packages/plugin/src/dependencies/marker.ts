const VARIABLES = new Set(
  'python_version python_full_version os_name sys_platform platform_release platform_system platform_version platform_machine platform_python_implementation implementation_name implementation_version extra'.split(
    ' ',
  ),
);

const TOKEN =
  /\s*(?:(?<bracket>[()])|(?<text>"[^"]*"|'[^']*')|(?<operator>===|~=|==|!=|<=|>=|<|>)|(?<word>[A-Za-z_.]+))/y;

interface Token {
  readonly kind: 'bracket' | 'text' | 'operator' | 'word' | 'end';
  readonly text: string;
}

/**
 * What is wrong with an environment marker (`python_version < "3.13"`), as the end of a sentence;
 * `undefined` where it is one of PEP 508.
 */
export function findMarkerProblem(text: string): string | undefined {
  const tokens = toTokens(text);
  if (tokens === undefined) return 'after ";" stands a marker such as python_version < "3.13".';
  let at = 0;
  let problem: string | undefined;
  const fail = (why: string): false => {
    problem ??= why;
    return false;
  };
  const peek = (): Token => tokens[at] ?? { kind: 'end', text: '' };
  const take = (): Token => {
    const token = peek();
    at++;
    return token;
  };
  const takeWord = (word: string): boolean => {
    if (peek().kind !== 'word' || peek().text !== word) return false;
    at++;
    return true;
  };
  const parseValue = (): boolean => {
    const { kind, text: word } = take();
    if (kind === 'text' || (kind === 'word' && VARIABLES.has(word))) return true;
    if (kind === 'word') return fail(`a marker knows no "${word}".`);
    return fail('after ";" stands a marker such as python_version < "3.13".');
  };
  const parseOperator = (): boolean => {
    if (takeWord('in')) return true;
    if (takeWord('not')) return takeWord('in') || fail('"not" stands before "in" only.');
    return take().kind === 'operator' || fail('a comparison such as < is missing in the marker.');
  };
  const parseTerm = (depth: number): boolean => {
    if (depth > 50) return fail('the marker has too many brackets.');
    if (peek().text !== '(' || peek().kind !== 'bracket')
      return parseValue() && parseOperator() && parseValue();
    at++;
    if (!parseOr(depth + 1)) return false;
    return take().text === ')' || fail('a bracket of the marker is not closed.');
  };
  const parseAnd = (depth: number): boolean => {
    do if (!parseTerm(depth)) return false;
    while (takeWord('and'));
    return true;
  };
  const parseOr = (depth: number): boolean => {
    do if (!parseAnd(depth)) return false;
    while (takeWord('or'));
    return true;
  };
  if (parseOr(0) && peek().kind !== 'end')
    fail(`"and" or "or" is missing before "${peek().text}".`);
  return problem;
}

function toTokens(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const bare = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < bare.length) {
    const found = TOKEN.exec(bare)?.groups;
    const [kind, value] =
      Object.entries(found ?? {}).find(([, group]) => group !== undefined) ?? [];
    if (kind === undefined || value === undefined) return undefined;
    tokens.push({ kind: kind as Token['kind'], text: value });
  }
  return tokens;
}

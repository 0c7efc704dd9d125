import { locate } from '../diagnostics/located.ts';
import {
  CLOSE_PAREN,
  COLON,
  COMMA,
  endOfName,
  EQUALS,
  SLASH,
  STAR,
  toPythonName,
} from '../python/characters.ts';
import type { DefinitionParameter, DefinitionParameterKind } from './definition.ts';
import { skipExpression, skipTrivia } from './skip-expression.ts';

/** The parameters of a `def`, and where reading them stopped. */
export interface ReadParameters {
  readonly parameters: readonly DefinitionParameter[];
  /** Behind the closing parenthesis, or where the list breaks off. */
  readonly end: number;
  readonly isClosed: boolean;
}

/** Reads what stands between the parentheses of a `def`, from behind the opening one. */
export function readParameters(text: string, start: number, limit: number): ReadParameters {
  const parameters: DefinitionParameter[] = [];
  let kind: DefinitionParameterKind = 'positional-or-keyword';
  let positionalOnly = 0;
  let at = skipTrivia(text, start, limit);
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (code === CLOSE_PAREN) break;
    if (code === COMMA) at++;
    else if (code === SLASH) {
      at++;
      positionalOnly ||= parameters.length;
    } else {
      const stars = code !== STAR ? 0 : text.charCodeAt(at + 1) === STAR ? 2 : 1;
      const nameAt = skipTrivia(text, at + stars, limit);
      const starred = stars === 2 ? 'var-keyword' : stars === 1 ? 'var-positional' : kind;
      if (stars > 0) kind = 'keyword-only';
      const read = readParameter(text, nameAt, { limit, kind: starred });
      if (read.parameter) parameters.push(read.parameter);
      // What is no parameter at all must not stop the reading.
      at = Math.max(read.end, at + Math.max(stars, 1));
    }
    at = skipTrivia(text, at, limit);
  }
  const isClosed = at < limit;
  return {
    parameters: toPositionalOnly(parameters, positionalOnly),
    end: isClosed ? at + 1 : limit,
    isClosed,
  };
}

/** The parameters, of which the first ones stand before a `/`. */
function toPositionalOnly(
  parameters: readonly DefinitionParameter[],
  count: number,
): readonly DefinitionParameter[] {
  if (count === 0) return parameters;
  return parameters.map((parameter, index) =>
    index < count ? { ...parameter, kind: 'positional-only' } : parameter,
  );
}

function readParameter(
  text: string,
  nameAt: number,
  { limit, kind }: { limit: number; kind: DefinitionParameterKind },
): { parameter?: DefinitionParameter; end: number } {
  const nameEnd = Math.min(endOfName(text, nameAt), limit);
  let at = skipTrivia(text, nameEnd, limit);
  if (nameEnd === nameAt) return { end: nameAt };
  const parameter: { -readonly [Key in keyof DefinitionParameter]: DefinitionParameter[Key] } = {
    kind,
    name: toPythonName(text.slice(nameAt, nameEnd)),
    span: { start: nameAt, end: nameEnd },
  };
  if (at < limit && text.charCodeAt(at) === COLON) {
    const begin = skipTrivia(text, at + 1, limit);
    const { end, next } = skipExpression(text, begin, limit);
    parameter.hint = locate(text, begin, end);
    at = next;
  }
  if (at < limit && text.charCodeAt(at) === EQUALS) {
    const begin = skipTrivia(text, at + 1, limit);
    const { end, next } = skipExpression(text, begin, limit);
    parameter.default = locate(text, begin, end);
    at = next;
  }
  return { parameter, end: at };
}

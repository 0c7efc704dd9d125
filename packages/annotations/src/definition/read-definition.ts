import { locate, type Located } from '../diagnostics/located.ts';
import { CLOSE_BRACKET, COLON, endOfName, OPEN_BRACKET, OPEN_PAREN } from '../python/characters.ts';
import type { Definition } from './definition.ts';
import { readParameters } from './read-parameters.ts';
import { skipExpression, skipTrivia } from './skip-expression.ts';

/**
 * Reads the `def` or `async def` between `start` and `limit`. Unfinished code gives what is there,
 * with `isComplete` false.
 */
export function readDefinition(text: string, start: number, limit: number): Definition {
  const isAsync = text.startsWith('async', start);
  const skip = (at: number): number => skipTrivia(text, at, limit);
  const nameAt = skip(endOfName(text, isAsync ? skip(start + 'async'.length) : start));
  const nameEnd = Math.min(endOfName(text, nameAt), limit);
  let at = skip(nameEnd);
  const is = (code: number): boolean => at < limit && text.charCodeAt(at) === code;

  let typeParameters: Located | undefined;
  if (is(OPEN_BRACKET)) {
    const begin = at + 1;
    do at = skipExpression(text, at + 1, limit).next;
    while (at < limit && !is(CLOSE_BRACKET) && !is(OPEN_PAREN));
    typeParameters = locate(text, begin, at);
    if (is(CLOSE_BRACKET)) at = skip(at + 1);
  }
  const hasParentheses = is(OPEN_PAREN);
  const read = hasParentheses
    ? readParameters(text, at + 1, limit)
    : { parameters: [], end: at, isClosed: false };
  at = skip(read.end);
  let returnHint: Located | undefined;
  if (text.startsWith('->', at) && at < limit) {
    const begin = skip(at + 2);
    const { end, next } = skipExpression(text, begin, limit);
    if (end > begin) returnHint = locate(text, begin, end);
    at = next;
  }
  const isClosed = nameEnd > nameAt && read.isClosed;
  const definition: { -readonly [Key in keyof Definition]: Definition[Key] } = {
    name: locate(text, nameAt, nameEnd),
    isAsync,
    parameters: read.parameters,
    isClosed,
    isComplete: isClosed && is(COLON),
    end: is(COLON) ? at + 1 : at,
  };
  if (typeParameters) definition.typeParameters = typeParameters;
  if (returnHint) definition.returnHint = returnHint;
  return definition;
}

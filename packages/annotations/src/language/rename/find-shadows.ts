import type { Span } from '@celeriac/diagnostic';
import { readDefinition } from '../../definition/read-definition.ts';
import { trimEnd } from '../../python/characters.ts';
import { scanPython } from '../../python/scan-python.ts';
import type { Statement } from '../../python/statement.ts';

/** Where a body means something else by a name: in nested functions with a parameter of that name. */
export function findShadows(text: string, body: Span, name: string): readonly Span[] {
  const shadows: { start: number; end: number }[] = [];
  let inside: { column: number; span: { start: number; end: number } } | undefined;
  const statement = (found: Statement): void => {
    const [start, end] = [body.start + found.start, body.start + found.end];
    if (inside && found.column > inside.column) {
      inside.span.end = trimEnd(text, end, start);
      return;
    }
    inside = undefined;
    if (found.word !== 'def') return;
    const definition = readDefinition(text, start, end);
    const own = definition.parameters.filter((parameter) => parameter.name === name);
    if (own.length === 0) return;
    const span = { start: definition.end, end };
    shadows.push(...own.map((parameter) => ({ ...parameter.span })), span);
    inside = { column: found.column, span };
  };
  const visitor = { statement, comment: () => undefined };
  scanPython(text.slice(body.start, body.end), visitor, { report: () => undefined });
  return shadows;
}

import { parsePython, parseScript } from '@celeriac/annotations';
import type { Diagnosed, Diagnostic, Fix } from '@celeriac/diagnostic';

/** What came of fixes. */
export interface TriedFixes {
  readonly tried: number;
  /** Of each that did not keep its promise: the text, the fix and what it left or brought. */
  readonly failures: readonly string[];
}

/**
 * Applies each fix that is offered for the texts, one at a time, and looks whether exactly its
 * diagnostic goes: what is told afterwards was told before, word for word, and as often at most.
 *
 * Each text is read as Python and, with other comments, as SQL.
 */
export function tryFixes(texts: Iterable<string>): TriedFixes {
  const failures: string[] = [];
  let tried = 0;
  for (const text of texts) {
    tried += tryEach(text, (one) => parsePython(one), failures);
    const query = text.replaceAll('#', '--');
    tried += tryEach(query, (one) => parseScript(one, { language: 'sql' }), failures);
  }
  return { tried, failures };
}

function tryEach(
  text: string,
  parse: (text: string) => Diagnosed<unknown>,
  failures: string[],
): number {
  let tried = 0;
  const { diagnostics } = parse(text);
  for (const told of diagnostics) {
    if (told.fix === undefined) continue;
    tried++;
    const allowed = diagnostics.filter((other) => other !== told).map(sayOf);
    for (const said of parse(applyFix(text, told.fix)).diagnostics.map(sayOf)) {
      const place = allowed.indexOf(said);
      if (place < 0) failures.push(`${told.fix.title} in ${JSON.stringify(text)}: ${said}`);
      else allowed.splice(place, 1);
    }
  }
  return tried;
}

function sayOf({ code, message }: Diagnostic): string {
  return `${code} ${message}`;
}

function applyFix(text: string, { edits }: Fix): string {
  let fixed = text;
  for (const { span, newText } of edits.toSorted((a, b) => b.span.start - a.span.start))
    fixed = fixed.slice(0, span.start) + newText + fixed.slice(span.end);
  return fixed;
}

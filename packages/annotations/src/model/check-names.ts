import { quote } from '../diagnostics/quote.ts';
import type { Report } from '../diagnostics/reporter.ts';
import type { AnnotatedFunction } from '../python-module.ts';

/**
 * Checks the call names of one file against each other, without regard to case, and gives the
 * functions with the aliases that can be told apart.
 */
export function checkNames(
  functions: readonly AnnotatedFunction[],
  report: Report,
): readonly AnnotatedFunction[] {
  if (areDistinct(functions)) return functions;
  const byName = new Map<string, AnnotatedFunction>();
  const byDefinition = new Map<string, AnnotatedFunction>();
  const claims = new Map<string, number>();
  for (const declared of functions) {
    const { signature, definition } = declared;
    const key = signature.name.toLowerCase();
    const first = byName.get(key);
    if (first) reportRepeatedName(first, declared, report);
    else byName.set(key, declared);
    const shadowed = byDefinition.get(definition);
    if (shadowed && definition !== '') reportShadowed(shadowed, declared, report);
    byDefinition.set(definition, declared);
    for (const alias of signature.aliases ?? [])
      claims.set(alias.toLowerCase(), (claims.get(alias.toLowerCase()) ?? 0) + 1);
  }
  return functions.map((declared) => {
    if (declared.signature.aliases === undefined) return declared;
    const { aliases, ...signature } = declared.signature;
    const kept = aliases?.filter((alias) => {
      const key = alias.toLowerCase();
      const owner = byName.get(key);
      if (owner === undefined && claims.get(key) === 1) return true;
      const why = owner ? 'it is the name of another function' : 'two functions claim it';
      const message = `${quote(alias)} is no alias of ${quote(signature.name)}, because ${why}.`;
      report('dropped-alias', declared.nameSpan, message);
      return false;
    });
    if (kept === undefined || kept.length === aliases?.length) return declared;
    return { ...declared, signature };
  });
}

const NONE: readonly string[] = [];

/** Whether no two names or aliases are the same, and so no two names of a `def` either. */
function areDistinct(functions: readonly AnnotatedFunction[]): boolean {
  const seen = new Set<string>();
  let count = 0;
  for (const { signature } of functions) {
    const { name, aliases = NONE } = signature;
    seen.add(name.toLowerCase());
    for (const alias of aliases) seen.add(alias.toLowerCase());
    count += 1 + aliases.length;
  }
  return seen.size === count;
}

function reportRepeatedName(
  first: AnnotatedFunction,
  second: AnnotatedFunction,
  report: Report,
): void {
  const span = nameSpan(second);
  const message = `Another function is called ${quote(first.signature.name)} already: give each its own "#name:".`;
  report('repeated-name', span, {
    message,
    related: [{ message: 'the other one is here', span: nameSpan(first) }],
  });
}

function reportShadowed(first: AnnotatedFunction, second: AnnotatedFunction, report: Report): void {
  const message = `This "def" replaces an annotated one of the same name: rename one of them.`;
  report('replaced-definition', second.nameSpan, {
    message,
    related: [{ message: 'the one it replaces', span: first.nameSpan }],
  });
}

/** Where a function gets its call name from: its `name` tag, or else its `def`. */
function nameSpan({ header, nameSpan, signature }: AnnotatedFunction): {
  start: number;
  end: number;
} {
  const line = header.lines.findLast(({ tag, value }) => tag.text === 'name' && value.text !== '');
  return line?.value.text === signature.name ? line.value.span : nameSpan;
}

import type { AppFunction, AppModel } from './plugin-model.ts';
import type { Report } from './report.ts';

/**
 * Makes sure that each call name of a plugin means one function, ignoring case. What is within one
 * file the parser has told already.
 *
 * Error `repeated-name` where functions of two files share a name. An alias that is another
 * function's name, or that two functions claim, is dropped from their signatures with the hint
 * `dropped-alias`.
 */
export function checkCallNames(apps: readonly AppModel[], report: Report): readonly AppModel[] {
  const all = apps.flatMap((app) => app.functions);
  const named = new Map<string, AppFunction>();
  for (const found of all) {
    const key = found.signature.name.toLowerCase();
    const first = named.get(key);
    if (first === undefined) named.set(key, found);
    else if (first.file !== found.file) tellRepeated(found, first, report);
  }
  const claims = countClaims(all);
  const keeps = (found: AppFunction, alias: string): boolean => {
    const owner = named.get(alias.toLowerCase());
    if (owner === undefined && claims.get(alias.toLowerCase()) === 1) return true;
    const why = owner ? `it is the name of a function in ${owner.file}` : 'two functions claim it';
    const message = `"${alias}" is no alias of "${found.signature.name}", because ${why}.`;
    report.hint('dropped-alias', message, { file: found.file, span: found.span });
    return false;
  };
  return apps.map((app) => ({
    ...app,
    functions: app.functions.map((found) => keepAliases(found, keeps)),
  }));
}

function tellRepeated(found: AppFunction, first: AppFunction, report: Report): void {
  const message = `A function in ${first.file} is called "${first.signature.name}" already: give each its own "#name:".`;
  const related = [{ message: 'the other one is here', file: first.file, span: first.span }];
  report.error('repeated-name', message, { file: found.file, span: found.span, related });
}

function countClaims(all: readonly AppFunction[]): ReadonlyMap<string, number> {
  const claims = new Map<string, number>();
  for (const { signature } of all)
    for (const alias of signature.aliases ?? [])
      claims.set(alias.toLowerCase(), (claims.get(alias.toLowerCase()) ?? 0) + 1);
  return claims;
}

function keepAliases(
  found: AppFunction,
  keeps: (found: AppFunction, alias: string) => boolean,
): AppFunction {
  const { aliases: all = [], ...signature } = found.signature;
  const aliases = all.filter((alias) => keeps(found, alias));
  if (aliases.length === all.length) return found;
  return { ...found, signature: aliases.length === 0 ? signature : { ...signature, aliases } };
}

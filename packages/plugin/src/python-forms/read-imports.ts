const IMPORT =
  /^[ \t]*(?:import[ \t]+([^\n#;]+)|from[ \t]+([\w.]+)[ \t]+import[ \t]*(\([^)]*\)|[^\n#;]+))/gm;

/** What libraries are called where nothing says otherwise. */
const USUAL: readonly (readonly [name: string, module: string])[] = [
  ['pd', 'pandas'],
  ['pl', 'polars'],
  ['pa', 'pyarrow'],
];

/**
 * Reads which module or member each imported name of a Python file stands for: `pl` for `polars`,
 * `Frame` for `polars.DataFrame`. `pd`, `pl` and `pa` mean what they usually do unless they are
 * imported as something else.
 */
export function readImports(text: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>(USUAL);
  for (const [, modules, source, members] of text.matchAll(IMPORT)) {
    for (const { name, alias } of splitNames(modules ?? '')) {
      // `import a.b` makes `a` known, not `b`.
      if (alias !== undefined) names.set(alias, name);
    }
    for (const { name, alias } of splitNames(members ?? ''))
      names.set(alias ?? name, `${source}.${name}`);
  }
  return names;
}

/** Writes a dotted name with the module that its first part stands for. */
export function resolveName(dotted: string, imports: ReadonlyMap<string, string>): string {
  const [first = '', ...rest] = dotted.split('.');
  return [imports.get(first) ?? first, ...rest].join('.');
}

function splitNames(list: string): readonly { name: string; alias: string | undefined }[] {
  return list
    .replace(/#[^\n]*|[()\\]/g, '')
    .split(',')
    .flatMap((part) => {
      const [, name, alias] = /^\s*([\w.]+)(?:\s+as\s+(\w+))?\s*$/.exec(part) ?? [];
      return name === undefined ? [] : [{ name, alias }];
    });
}

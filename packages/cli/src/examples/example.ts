import { relative, sep } from 'node:path';
import type { AppFunction, PluginModel } from '@celeriac/plugin';

/** One `#test:` line: a call with literal arguments, and what it should come to. */
export interface Example {
  readonly app: string;
  /** As callers write it, `Demo:add`. */
  readonly callName: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly expected: AppFunction['tests'][number]['expected'];
  /** The line as it stands in the file, from the call on. */
  readonly text: string;
  /** `python/calc/logic.py:12`. */
  readonly place: string;
}

/** The examples of a plugin, in the order of its files; `textOf` gives a file's text. */
export async function findExamples(
  { name, root, apps }: PluginModel,
  textOf: (file: string) => Promise<string | undefined>,
): Promise<readonly Example[]> {
  const found: Example[] = [];
  for (const app of apps)
    for (const { signature, tests, file } of app.functions) {
      const text = (await textOf(file)) ?? '';
      const shown = relative(root, file).startsWith('..') ? file : file.replaceAll(sep, '/');
      for (const { span, arguments: given, expected } of tests) {
        const line = text.slice(0, span.start).split(/\r\n|\n|\r/).length;
        const named = given.map(({ name: input, value }, index) => [
          input?.text ?? signature.inputs[index]?.name ?? '',
          value,
        ]);
        found.push({
          app: app.name,
          callName: `${name}:${signature.name}`,
          arguments: Object.fromEntries(named) as Record<string, unknown>,
          expected,
          text: text.slice(span.start, span.end).trim(),
          place: `${shown}:${line}`,
        });
      }
    }
  return found;
}

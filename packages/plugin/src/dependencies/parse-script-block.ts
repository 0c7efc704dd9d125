import type { Requirement } from '../plugin-model.ts';
import type { Report } from '../report.ts';
import type { FoundDependencies, ScriptSource } from './dependency-source.ts';
import { checkRequiresPython } from './requires-python.ts';
import { toRequirements } from './string-requirements.ts';
import { parseToml, tableOf } from './toml-document.ts';

const BLOCK = /^# \/\/\/ script[ \t]*\r?\n((?:#(?:| .*)\r?\n)*?)# \/\/\/[ \t]*(?:\r?\n|$)/gm;

/** Whether a Python text has a line that begins a script block. */
export function hasScriptBlock(text: string): boolean {
  return /^# \/\/\/ script[ \t]*\r?$/m.test(text);
}

/**
 * Reads the script block of a Python file as PEP 723 writes it: `dependencies` and `requires-python`.
 *
 * Errors at their place in the file: `invalid-script-block` for one that does not end or is not the
 * only one, `invalid-toml`, `wrong-type`, and those of a requirement.
 */
export function parseScriptBlock(
  { path, text }: ScriptSource,
  { file, report }: { readonly file: string; readonly report: Report },
): FoundDependencies {
  const found = [...text.matchAll(BLOCK)];
  const [block, second] = found;
  const none = { requirements: [] as readonly Requirement[], constraints: [] };
  if (block === undefined || second !== undefined) {
    const start = second?.index ?? text.search(/^# \/\/\/ script/m);
    const message =
      second === undefined
        ? 'This block does not end; every line of it begins with "# ", and the last is "# ///".'
        : 'A file has one script block only; join them.';
    report.error('invalid-script-block', message, { file, span: { start, end: start + 12 } });
    return none;
  }
  const lines = (block[1] ?? '').split('\n');
  const begin = text.indexOf('\n', block.index) + 1;
  const offsetOf = (line: number): number =>
    begin + lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + 2;
  const toml = lines.map((line) => line.replace(/^# ?/, '').replace(/\r$/, '')).join('\n');
  const document = parseToml(toml, { file, offsetOf }, report);
  if (document === undefined) return none;
  const span = { start: block.index, end: block.index + '# /// script'.length };
  if (tableOf(tableOf(document, 'tool'), 'uv') !== undefined)
    report.warning(
      'unsupported-requirement',
      'Settings of tool.uv in a script block are not read.',
      {
        file,
        span,
      },
    );
  const list = { name: 'dependencies', value: document['dependencies'], start: begin };
  return {
    requirements: toRequirements({ ...list, text, path, file }, report),
    constraints: [],
    ...checkRequiresPython(document['requires-python'], { file, span }, report),
  };
}

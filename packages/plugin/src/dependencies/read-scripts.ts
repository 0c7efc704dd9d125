import type { Dependencies } from '../plugin-model.ts';
import type { DependencyContext } from './dependency-source.ts';
import { parseScriptBlock } from './parse-script-block.ts';
import { checkArchive } from './read-requirements.ts';

/** Joins what the script blocks of an app's modules ask for. */
export function readScripts(context: DependencyContext): Dependencies {
  const { scripts, shown, report } = context;
  const blocks = scripts.map((script) =>
    parseScriptBlock(script, { file: `${shown}/${script.path}`, report }),
  );
  const requirements = blocks.flatMap((block) => block.requirements);
  const ranges = blocks.flatMap(({ requiresPython }) => requiresPython ?? []);
  for (const requirement of requirements) checkArchive(requirement, context);
  const [first] = scripts;
  if (first === undefined || (requirements.length === 0 && ranges.length === 0))
    return { kind: 'none' };
  return {
    kind: 'pip',
    file: first.path,
    requirements,
    constraints: [],
    ...(ranges.length > 0 && { requiresPython: ranges.join(',') }),
  };
}

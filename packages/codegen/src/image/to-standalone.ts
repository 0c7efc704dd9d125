import {
  BUILD_CA_BUNDLE,
  BUILD_PLACE_SCRIPT,
  type BuildPlan,
  type ContextFile,
} from '@celeriac/deployment';
import { renderInstruction } from '../dockerfile/render-dockerfile.ts';
import { sortFiles, textFile } from './context-file.ts';

/**
 * The files of a context that any builder makes the same image from, with nothing else told to it:
 * labels stand in the Dockerfile, and what is of the place, a CA bundle and an index, are empty files to be filled.
 */
export function toStandalone({
  files,
  steps,
  labels,
  dockerfile,
}: BuildPlan): readonly ContextFile[] {
  const lines = steps.map(({ instruction }) => instruction);
  const label = renderInstruction({ kind: 'label', values: labels });
  // The code comes last, so that an edit of it repeats nothing else.
  const text = [...lines.slice(0, -1), label, ...lines.slice(-1)]
    .map((line) => `${line}\n`)
    .join('');
  return sortFiles([
    ...files.filter(({ path }) => path !== dockerfile),
    textFile(dockerfile, text),
    textFile(BUILD_CA_BUNDLE, ''),
    textFile(BUILD_PLACE_SCRIPT, ''),
  ]);
}

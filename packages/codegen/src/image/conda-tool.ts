import type { ContextFile } from '@celeriac/deployment';
import { CodegenError } from '../codegen-error.ts';
import { diskFile } from './context-file.ts';
import type { WorkerRuntime } from './image-options.ts';
import { CONTEXT_PATHS } from './image-paths.ts';

/** The files of what makes an environment of conda in a build; throws `RUNTIME_INCOMPLETE` without them. */
export function toCondaTool({ buildFiles = [] }: WorkerRuntime): readonly ContextFile[] {
  const files = buildFiles.flatMap((file) => {
    const name = /^celeriac_build\/(conda\w*\.py)$/.exec(file.path)?.[1];
    return name === undefined ? [] : [diskFile(`${CONTEXT_PATHS.conda}/${name}`, file)];
  });
  if (files.length > 0) return files;
  throw new CodegenError(
    'RUNTIME_INCOMPLETE',
    'The worker runtime has no files that make an environment of conda.',
    'Give all that readWorkerRuntime() of @celeriac/worker gives.',
  );
}

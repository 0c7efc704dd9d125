import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { INPUT_FILES } from '@celeriac/codegen';
import type { BuildPlan } from '@celeriac/deployment';
import { ensureUv } from '../environment/ensure-uv.ts';
import { toToolFailure } from '../environment/tool-failure.ts';
import type { Toolbox } from '../environment/toolbox.ts';
import { runTool } from '../host/run-tool.ts';
import { toPlanParts } from './plan-parts.ts';
import { writeFiles } from './write-files.ts';

const RESOLVE_MS = 600_000;

/** Resolves the dependencies of a lock's plan as its image would; gives the text of `output`. */
export async function produceLock(
  plan: BuildPlan,
  output: string,
  toolbox: Toolbox,
): Promise<string> {
  const parts = toPlanParts(plan);
  const python = await toolbox.python(parts.python);
  const uv = await ensureUv(toolbox);
  const folder = await mkdtemp(join(tmpdir(), 'celeriac-lock-'));
  try {
    await writeFiles(parts.lock, folder);
    const { worker, app, constraints } = INPUT_FILES;
    const file = basename(output);
    const compile = ['pip', 'compile', '--quiet', '--universal', '--generate-hashes'];
    const interpreter = ['--python', python.executable, '--python-version', python.minor];
    const files = ['--constraints', constraints, '--output-file', file, worker, app];
    const result = await runTool([uv, ...compile, '--no-header', ...interpreter, ...files], {
      ...toolbox,
      cwd: folder,
      timeoutMs: RESOLVE_MS,
    });
    if (result.exitCode !== 0) throw toToolFailure('The dependencies cannot be resolved', result);
    return await readFile(join(folder, file), 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

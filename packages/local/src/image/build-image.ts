import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BUILD_PATHS } from '@celeriac/codegen';
import type { BuildPlan, ContextFile } from '@celeriac/deployment';
import { sha256Hex } from '@celeriac/signature';
import { ensureEnvironment, type EnvironmentInputs } from '../environment/ensure-environment.ts';
import type { Toolbox } from '../environment/toolbox.ts';
import { publishFolder } from '../host/publish-folder.ts';
import { IMAGE_FILES, imageFolder, type LocalImage } from './image-folder.ts';
import { type PlanParts, toPlanParts } from './plan-parts.ts';
import { writeFiles } from './write-files.ts';

/** Makes the folder of an image: its environment, the runtime, and the app's files. */
export async function buildImage(
  plan: BuildPlan,
  imageDirectory: string,
  toolbox: Toolbox,
): Promise<void> {
  const parts = toPlanParts(plan);
  const environment = await ensureEnvironment(await toInputs(parts, toolbox), toolbox);
  const runtime = join(toolbox.cacheDirectory, 'runtimes', hashOf(parts.runtime));
  await publishFolder(runtime, (making) => writeFiles(parts.runtime, making));
  const { image, labels } = plan;
  const about: LocalImage = { image, labels, environment, runtime };
  await publishFolder(imageFolder(imageDirectory, image), async (making) => {
    await writeFiles(parts.app, join(making, IMAGE_FILES.app));
    await symlink(runtime, join(making, IMAGE_FILES.runtime));
    await writeFile(join(making, IMAGE_FILES.about), JSON.stringify(about));
  });
}

async function toInputs(
  { dependencies, python }: PlanParts,
  toolbox: Toolbox,
): Promise<EnvironmentInputs> {
  const lock = dependencies.find(({ path }) => path === BUILD_PATHS.lock);
  return {
    python: await toolbox.python(python),
    lock: lock?.kind === 'text' ? lock.text : '',
    archives: dependencies.filter((file) => file.kind === 'disk'),
  };
}

function hashOf(files: readonly ContextFile[]): string {
  const parts = files.map((file) => [
    file.path,
    file.kind === 'text' ? sha256Hex(file.text) : file.sha256,
  ]);
  return sha256Hex(JSON.stringify(parts)).slice(0, 16);
}

import type { BuildPlan, ContextFile } from '@celeriac/deployment';
import { parseImageName } from './registry/parse-image-name.ts';

/** The images that a plan's stages begin with, each once, without its own stages. */
export function listBases(plan: Pick<BuildPlan, 'steps'>): readonly string[] {
  const stages = new Set<string>();
  const images = new Set<string>();
  for (const { instruction } of plan.steps) {
    const { image, stage } = parseFrom(instruction) ?? {};
    if (image !== undefined && !stages.has(image) && image !== 'scratch') images.add(image);
    if (stage !== undefined) stages.add(stage);
  }
  return [...images];
}

/** Where an image of Docker Hub is pulled from instead; what names a registry stays as it is. */
export function toMirrored(image: string, mirror: string | undefined): string {
  if (mirror === undefined || mirror === '') return image;
  const { registry, path, version } = parseImageName(image);
  return registry === 'docker.io' ? `${mirror.replace(/\/+$/, '')}/${path}${version}` : image;
}

/**
 * Has the stages of a plan's Dockerfile begin with the images given for theirs; the plan and its tag
 * stay as they are, as it is the same image from another place.
 */
export function replaceBases(
  plan: BuildPlan,
  files: readonly ContextFile[],
  replaced: ReadonlyMap<string, string>,
): readonly ContextFile[] {
  if (replaced.size === 0) return files;
  return files.map((file) => {
    if (file.kind !== 'text' || file.path !== plan.dockerfile) return file;
    const lines = file.text.split('\n').map((line) => {
      const { image, stage } = parseFrom(line) ?? {};
      const other = image === undefined ? undefined : replaced.get(image);
      if (other === undefined) return line;
      return `FROM ${other}${stage === undefined ? '' : ` AS ${stage}`}`;
    });
    return { ...file, text: lines.join('\n') };
  });
}

function parseFrom(instruction: string): { image: string; stage?: string } | undefined {
  const [, image, stage] = /^from\s+(\S+)(?:\s+as\s+(\S+))?\s*$/i.exec(instruction) ?? [];
  if (image === undefined) return undefined;
  return { image, ...(stage === undefined ? {} : { stage }) };
}

import { createReadStream } from 'node:fs';
import { engineRequest } from '../docker/engine-request.ts';
import { packagesLabel, type BaseImageArchive } from './build-base-image.ts';

/**
 * Loads an image archive into the engine, unless the tag is there already with the same package set;
 * resolves to whether it did.
 */
export async function loadBaseImage(
  dockerHost: string,
  image: BaseImageArchive,
  log: (line: string) => void,
): Promise<boolean> {
  if ((await readPackagesLabel(dockerHost, image.tag)) === image.packages) return false;
  const body = createReadStream(image.archive);
  const call = 'POST /images/load?quiet=1';
  const answer = await engineRequest(dockerHost, call, { body, timeoutMs: 300_000 });
  // The engine answers 200 before it has read the archive; errors come in the stream.
  if ((await readPackagesLabel(dockerHost, image.tag)) !== image.packages) {
    throw new Error(`the engine did not load ${image.tag}: ${answer.body.trim()}`);
  }
  log(`base image: loaded as ${image.tag}`);
  return true;
}

/** Removes the base image we loaded into an engine that is not ours; leaves it when containers use it. */
export async function removeBaseImage(
  dockerHost: string,
  image: Pick<BaseImageArchive, 'tag' | 'packages'>,
): Promise<void> {
  if ((await readPackagesLabel(dockerHost, image.tag)) !== image.packages) return;
  await engineRequest(dockerHost, `DELETE /images/${image.tag}`);
}

async function readPackagesLabel(dockerHost: string, tag: string): Promise<string | undefined> {
  const answer = await engineRequest(dockerHost, `GET /images/${tag}/json`);
  if (answer.status !== 200) return undefined;
  const image = JSON.parse(answer.body) as { Config?: { Labels?: Record<string, string> | null } };
  return image.Config?.Labels?.[packagesLabel];
}

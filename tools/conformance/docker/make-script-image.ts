import type { Engine } from '@celeriac/engine';
import { makeImage } from '../../../packages/spawner/test/make-image.ts';

/** Builds an image whose containers run the shell script in their environment's `SCRIPT`. */
export function makeScriptImage(
  engine: Engine,
  image: { readonly tag: string; readonly base: string },
): Promise<void> {
  return makeImage(engine, { ...image, script: 'eval "$SCRIPT"' });
}

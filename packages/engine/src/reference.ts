import { EngineError } from './engine-error.ts';

/** Returns an image reference, id or name as it may stand in a request's path, or throws `INVALID`. */
export function checkReference(reference: string): string {
  if (/^[\w][\w./:@-]*$/.test(reference) && !/(^|\/)\.{1,2}(\/|$)/.test(reference))
    return reference;
  throw new EngineError(
    'INVALID',
    `"${reference}" is no name or id of an image, container, network or volume.`,
  );
}

import type { FunctionSignature } from './function-signature.ts';

/** Whether a function says that it may run twice: `#meta.idempotent: true`. */
export function isIdempotent({ meta }: Pick<FunctionSignature, 'meta'>): boolean {
  return meta?.['idempotent']?.trim().toLowerCase() === 'true';
}

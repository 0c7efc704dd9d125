import { EngineError, type EngineErrorCode } from './engine-error.ts';

/** Where and during what an error happened. */
export interface ErrorContext {
  /** Address of the engine. */
  readonly address: string;
  /** What was attempted, as it follows "cannot": `inspect image demo:1`. */
  readonly action: string;
}

const UNREACHABLE = new Set([
  'ENOENT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOTSOCK',
  'EPROTOTYPE',
]);

/** What the engine says where two want the same, whatever its status. */
const CONFLICTS =
  /pool overlaps|overlapping|address already in use|active endpoints|is in use|same bridge name/i;

const REMEDIES: Partial<Record<EngineErrorCode, string>> = {
  ENGINE_UNREACHABLE:
    'Start Docker there (for example `sudo systemctl start docker`), or set DOCKER_HOST to an engine that runs.',
  PERMISSION_DENIED:
    'Give this user access to the engine (for example `sudo usermod -aG docker $USER`, then log in again), or set DOCKER_HOST to an engine it may use.',
  NO_SPACE:
    'Free disk space where the engine keeps its data (`docker system df` shows what takes it), then run this again.',
};

/** Turns whatever dockerode or the socket throws into an `EngineError`; ours pass unchanged. */
export function toEngineError(error: unknown, context: ErrorContext): EngineError {
  if (error instanceof EngineError) return error;
  const { address, action } = context;
  const facts = error as { readonly statusCode?: unknown; readonly code?: unknown };
  const status = typeof facts?.statusCode === 'number' ? facts.statusCode : undefined;
  const detail = detailOf(error);
  const code = status === undefined ? codeOfSystem(facts?.code) : codeOfStatus(status, detail);
  const message =
    code === 'ENGINE_UNREACHABLE'
      ? `Cannot ${action}: no Docker engine answers at ${address} (${detail}).`
      : `Cannot ${action}: ${sentence(detail)}`;
  const remedy = REMEDIES[code];
  return new EngineError(code, message, {
    address,
    detail,
    cause: error,
    ...(status === undefined ? {} : { status }),
    ...(remedy === undefined ? {} : { remedy }),
  });
}

function codeOfSystem(code: unknown): EngineErrorCode {
  if (code === 'EACCES' || code === 'EPERM') return 'PERMISSION_DENIED';
  return typeof code === 'string' && UNREACHABLE.has(code) ? 'ENGINE_UNREACHABLE' : 'ENGINE_FAILED';
}

function codeOfStatus(status: number, detail: string): EngineErrorCode {
  if (/no space left on device/i.test(detail)) return 'NO_SPACE';
  // The engine answers 403 and 500 for what are conflicts in substance.
  if (CONFLICTS.test(detail)) return 'CONFLICT';
  if (status === 400) return 'INVALID';
  if (status === 401 || status === 403) return 'PERMISSION_DENIED';
  if (status === 404) return 'NOT_FOUND';
  if (status === 409) return 'CONFLICT';
  return 'ENGINE_FAILED';
}

function detailOf(error: unknown): string {
  const json = (error as { readonly json?: { readonly message?: unknown } | null })?.json;
  if (typeof json?.message === 'string') return json.message.trim();
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^\(HTTP code \d+\) [^-]* - /, '').trim();
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

import type { ContainerSpec } from '@celeriac/deployment';
import { type Engine, EngineError } from '@celeriac/engine';
import { SpawnError, type SpawnErrorCode } from './spawn-error.ts';
import { toStatus } from './to-status.ts';

const LAST_LINES = 40;

/** Says of a start that failed why it did, with the container's own last words. */
export async function toStartFailure(
  engine: Engine,
  spec: ContainerSpec,
  error: unknown,
): Promise<unknown> {
  if (error instanceof SpawnError && error.code === 'START_FAILED')
    return withLastWords(engine, spec, error);
  if (!(error instanceof EngineError)) return error;
  const detail = error.detail ?? '';
  const fail = (code: SpawnErrorCode, message: string, remedy: string) =>
    new SpawnError(code, message, { container: spec.name, remedy, cause: error });
  if (error.code === 'NOT_FOUND' && /no such image/i.test(detail))
    return fail(
      'IMAGE_NOT_FOUND',
      `The image ${spec.image} of container ${spec.name} is not on the engine.`,
      'Deploy the plugin again; its image is then built anew.',
    );
  if (error.code === 'INVALID' && /range of cpus/i.test(detail)) {
    const { cpus } = await engine.info({ timeoutMs: 10_000 });
    return fail(
      'INSUFFICIENT_CPU',
      `The container ${spec.name} asks for ${spec.cpu} CPUs; the engine's machine has ${cpus}.`,
      `Set "cpu" in container.json to ${cpus} or less.`,
    );
  }
  if (/could not select device driver/i.test(detail))
    return fail(
      'GPU_UNAVAILABLE',
      `The container ${spec.name} asks for ${spec.gpu} GPUs; the engine can give none: ${detail}`,
      'Install the GPU runtime on the engine, or set "gpu" in container.json to 0.',
    );
  if (/network .*not found/i.test(detail)) return error;
  if (/bind source path does not exist/i.test(detail))
    return fail(
      'BLOB_DIRECTORY_MISSING',
      `The blob directory ${spec.blobDirectory} of ${spec.name} is not on the engine's machine.`,
      'Where the engine is another machine, keep large values in S3-compatible storage: --blob-url.',
    );
  if (error.code === 'INVALID' && !/oci runtime|exec|start/i.test(detail))
    return fail(
      'INVALID_SPEC',
      `The engine refuses the container ${spec.name}: ${detail}`,
      'Change the limits in container.json that it names.',
    );
  if (['INVALID', 'NOT_FOUND', 'ENGINE_FAILED'].includes(error.code))
    return new SpawnError('START_FAILED', `The container ${spec.name} could not start: ${detail}`, {
      container: spec.name,
      cause: error,
    });
  return error;
}

async function withLastWords(
  engine: Engine,
  spec: ContainerSpec,
  error: SpawnError,
): Promise<SpawnError> {
  const call = { timeoutMs: 10_000, signal: AbortSignal.timeout(10_000) };
  const lastLines: string[] = [];
  let facts: { readonly exitCode?: number; readonly outOfMemory?: boolean } = {};
  try {
    const status = toStatus(await engine.containers.inspect(spec.name, call));
    const { exitCode, outOfMemory } = status ?? {};
    facts = {
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(outOfMemory === undefined ? {} : { outOfMemory }),
    };
    for await (const line of engine.containers.logs(spec.name, { ...call, tail: LAST_LINES }))
      lastLines.push(line.text);
  } catch (cause) {
    // What could be learned is told; the start's own failure stays the news.
    if (!(cause instanceof EngineError)) throw cause;
  }
  const last = lastLines.findLast((line) => line.trim() !== '');
  const message = last === undefined ? error.message : `${error.message} Its last line: ${last}`;
  return new SpawnError('START_FAILED', message, {
    ...facts,
    container: spec.name,
    lastLines,
    remedy: 'Read its last lines; what they name is to be changed in the plugin.',
  });
}

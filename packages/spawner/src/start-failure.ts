import { type ContainerSpec, type EndCause, explainCause } from '@celeriac/deployment';
import { type Engine, EngineError, readFreeSpace } from '@celeriac/engine';
import { SpawnError, type SpawnErrorCode } from './spawn-error.ts';

/** Says in our words why a start failed where the engine refused it; other errors pass unchanged. */
export async function toStartFailure(
  engine: Engine,
  spec: ContainerSpec,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof EngineError)) return error;
  const detail = error.detail ?? '';
  const fail = (code: SpawnErrorCode, message: string, remedy: string) =>
    new SpawnError(code, message, { container: spec.name, remedy, cause: error });
  const failBy = (code: SpawnErrorCode, endCause: EndCause) => {
    const { message, remedy } = explainCause(endCause, spec);
    const facts = { container: spec.name, endCause, cause: error };
    return new SpawnError(code, message, remedy === undefined ? facts : { ...facts, remedy });
  };
  if (error.code === 'NOT_FOUND' && /no such image/i.test(detail))
    return failBy('IMAGE_NOT_FOUND', { kind: 'image-gone', image: spec.image });
  if (error.code === 'NO_SPACE') {
    const space = await readFreeSpace(engine);
    const free = space && { freeBytes: space.freeBytes };
    return failBy('DISK_FULL', { kind: 'disk-full', ...free });
  }
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
    return failBy('START_FAILED', { kind: 'start-failed', message: detail });
  return error;
}

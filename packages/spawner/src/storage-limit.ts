import { randomBytes } from 'node:crypto';
import { HOST_SCRIPT_LABELS } from './network/run-on-host.ts';
import { type CallOptions, type Engine, EngineError } from '@celeriac/engine';

/** Finds out whether an engine can bound how much a volume holds: its disk needs project quotas. */
export async function canLimitStorage(engine: Engine, options: CallOptions = {}): Promise<boolean> {
  const name = `celeriac-probe-${randomBytes(6).toString('hex')}`;
  try {
    await engine.volumes.create({ name, labels: HOST_SCRIPT_LABELS, sizeBytes: 1 << 20 }, options);
  } catch (error) {
    if (error instanceof EngineError && error.code === 'INVALID') return false;
    throw error;
  }
  await engine.volumes.remove(name, options);
  return true;
}

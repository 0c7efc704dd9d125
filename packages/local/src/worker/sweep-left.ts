import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '@celeriac/state';
import { type LocalPlace, workersOf } from '../local-place.ts';
import { killGroupOf, killMarked } from './marked-processes.ts';
import { listRecords } from './worker-record.ts';

/**
 * Ends and removes what workers left whose starter was killed; resolves to how many there were.
 *
 * Such workers end by themselves as a rule. What a function of theirs had started may not have.
 */
export async function sweepLeft(place: Pick<LocalPlace, 'directory'>): Promise<number> {
  const workers = workersOf(place);
  const left = (await listRecords(workers)).filter(({ keeper }) => !isAlive(keeper));
  for (const record of left) {
    if (record.process !== undefined) killGroupOf(record.process);
    killGroupOf(record.standby);
  }
  for (const mark of new Set(left.map((record) => record.mark))) killMarked(mark);
  for (const { id } of left) await rm(join(workers, id), { recursive: true, force: true });
  return left.length;
}

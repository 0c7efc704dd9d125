import type { DeployerPorts } from '../deployer-options.ts';
import type { Emit } from '../event-stream.ts';
import type { AbsenceRecord } from './absence-record.ts';
import type { Backoff } from './backoff.ts';
import type { ConditionRecord } from './condition-record.ts';
import type { ControllerEvent } from './controller-event.ts';
import type { DemandRecord } from './demand-record.ts';
import type { StartTracker } from './start-tracker.ts';

/** The adapters that a controller works over. */
export type ControllerPorts = Pick<
  DeployerPorts,
  'spawner' | 'broker' | 'catalog' | 'desired' | 'blobs'
>;

/** What a controller has while it runs. */
export interface ControllerParts {
  readonly ports: ControllerPorts;
  readonly absences: AbsenceRecord;
  readonly backoff: Backoff;
  readonly demand: DemandRecord;
  readonly conditions: ConditionRecord;
  readonly starts: StartTracker;
  readonly emit: Emit<ControllerEvent>;
  readonly signal: AbortSignal;
}

/** A container takes no caller's new calls, and ends when it has finished those that it has. */
export interface DrainingEvent {
  readonly kind: 'draining';
  readonly app: string;
  /** Of the app. */
  readonly version: number;
  readonly container: string;
  /** `queue`: it takes what still waits in the queue of its version; `calls`: it finishes what it runs. */
  readonly phase: 'queue' | 'calls';
  /** RFC 3339: when that is ended where it is not over. */
  readonly until: string;
}

/** A container is gone. */
export interface RetiredEvent {
  readonly kind: 'retired';
  readonly app: string;
  readonly container: string;
  /** Its last calls were ended, as they ran for so long after it had been told to end. */
  readonly cutOffAfterMs?: number;
}

import type { EndCause } from './end-cause.ts';

/** What went wrong last with an app, in words. */
export interface AppProblem {
  readonly message: string;
  /** What to change, such as a limit in `container.json`. */
  readonly remedy?: string;
  /** RFC 3339. */
  readonly at: string;
  readonly container?: string;
  /** Why that container ended, where it did and that is known. */
  readonly cause?: EndCause;
  /** What it wrote last, oldest first; a few lines, long ones cut. Text of others: controls stay in it. */
  readonly lastLines?: readonly string[];
}

/** How the controller sees one app. */
export interface AppCondition {
  readonly app: string;
  /** `asleep`: it waits for its next call. `failing`: it does not come up, or not for long. */
  readonly state: 'starting' | 'ready' | 'asleep' | 'failing';
  /** RFC 3339: when it came to that. */
  readonly since: string;
  /** The last problems, the latest first; they stay when they are over. */
  readonly problems: readonly AppProblem[];
}

/** How the controller sees one plugin. */
export interface PluginCondition {
  readonly plugin: string;
  readonly apps: readonly AppCondition[];
}

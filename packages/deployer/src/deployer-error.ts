import type { EndCause } from '@celeriac/deployment';
import type { Diagnostic } from '@celeriac/diagnostic';

/** Why a deploy, a rollback, a scaling or a take-down stopped. */
export type DeployErrorCode =
  | 'NAME_TAKEN'
  | 'NOT_DEPLOYED'
  | 'NO_APP'
  | 'NO_RELEASE'
  | 'IMAGE_GONE'
  | 'NOT_READY'
  | 'PYTHON_FIXED'
  | 'PYTHON_UNKNOWN'
  | 'LOCK_OUTDATED'
  | 'UNRESOLVABLE'
  | 'SECRET_MISSING'
  | 'ENTITY_MISSING';

/** An error of the deployer itself; those of builder, spawner and broker pass through unchanged. */
export class DeployError extends Error {
  override readonly name = 'DeployError';
  readonly code: DeployErrorCode;
  readonly retryable: boolean;
  readonly remedy?: string;
  readonly plugin: string;
  readonly app?: string;
  /** What the worker wrote last, where it did not become ready. */
  readonly lastLines: readonly string[];
  /** Why it ended, where it did, or hangs. */
  readonly endCause?: EndCause;
  /** What is wrong in the user's files, where it is that; paths are relative to the plugin's root. */
  readonly diagnostics?: readonly Diagnostic[];

  constructor(
    code: DeployErrorCode,
    message: string,
    facts: {
      plugin: string;
      app?: string;
      remedy?: string;
      lastLines?: readonly string[];
      endCause?: EndCause;
      diagnostics?: readonly Diagnostic[];
      cause?: unknown;
    },
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.retryable = code === 'NOT_READY';
    this.plugin = facts.plugin;
    this.lastLines = facts.lastLines ?? [];
    if (facts.endCause !== undefined) this.endCause = facts.endCause;
    if (facts.diagnostics !== undefined) this.diagnostics = facts.diagnostics;
    if (facts.app !== undefined) this.app = facts.app;
    if (facts.remedy !== undefined) this.remedy = facts.remedy;
  }
}

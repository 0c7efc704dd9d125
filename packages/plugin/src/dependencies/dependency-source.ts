import type { Report } from '../report.ts';
import type { ListedFile } from '../list-files.ts';
import type { CondaPackage, Requirement } from '../plugin-model.ts';

/** Where an app's dependencies are looked for. */
export interface DependencyContext {
  readonly directory: string;
  /** Path of the folder for messages. */
  readonly shown: string;
  /** Files of the app: what a line names must be one of them. */
  readonly files: readonly ListedFile[];
  /** Python files that have annotated functions and a script block. */
  readonly scripts: readonly ScriptSource[];
  readonly report: Report;
}

/** The text of a Python file with a script block. */
export interface ScriptSource {
  /** Relative to the app's folder. */
  readonly path: string;
  readonly text: string;
}

/** What one way of writing dependencies comes to. */
export interface FoundDependencies {
  readonly requirements: readonly Requirement[];
  readonly constraints: readonly Requirement[];
  readonly requiresPython?: string;
  readonly conda?: {
    readonly channels: readonly string[];
    readonly packages: readonly CondaPackage[];
  };
}

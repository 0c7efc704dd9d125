import type { Span } from '@celeriac/diagnostic';
import type { FunctionSignature } from '@celeriac/signature';
import type { ContainerSettings } from './container-settings.ts';

/** A plugin folder, read and checked. */
export interface PluginModel {
  /** Name as callers write it, from `package.json` (scope dropped) or `celeriac.json`. */
  readonly name: string;
  readonly version: string;
  /** Absolute path of the plugin's root. */
  readonly root: string;
  /** Sorted by name; never empty in a plugin without errors. */
  readonly apps: readonly AppModel[];
}

/** One app: one folder, one image, one worker pool, one task queue. */
export interface AppModel {
  readonly name: string;
  /** Absolute path of the app's folder. */
  readonly directory: string;
  /** Every file that goes into the image, sorted by path. */
  readonly files: readonly AppFile[];
  /** Sorted by module, then by place in the file. */
  readonly functions: readonly AppFunction[];
  readonly container: ContainerSettings;
  readonly dependencies: Dependencies;
}

/** A file of an app; its content stays on disk until the build streams it. */
export interface AppFile {
  /** Relative to the app's folder, with `/`. */
  readonly path: string;
  readonly absolutePath: string;
  readonly bytes: number;
  readonly executable: boolean;
  /** Lower-case hexadecimal SHA-256 of the content. */
  readonly sha256: string;
}

/** An annotated function and where it is. */
export interface AppFunction {
  readonly signature: FunctionSignature;
  /** Dotted Python module within the app: `logic`, `tables.clean`. */
  readonly module: string;
  /** Name of the `def`. */
  readonly definition: string;
  readonly isAsync: boolean;
  /** Whether the `def` has a parameter named `ctx` that is no input. */
  readonly takesContext: boolean;
  /** File relative to the plugin's root, and the span of the `def`'s name in it. */
  readonly file: string;
  readonly span: Span;
}

/** What an app needs from a package index. */
export type Dependencies =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'pip';
      /** File name within the app's folder: `requirements.in` or `requirements.txt`. */
      readonly file: string;
      readonly requirements: readonly Requirement[];
    };

/** One requirement line, as text for the installer and as name for messages. */
export interface Requirement {
  readonly name: string;
  /** The whole specifier without comments: `numpy>=2,<3`. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

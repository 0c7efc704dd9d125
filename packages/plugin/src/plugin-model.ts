import type { AnnotatedTest } from '@celeriac/annotations';
import type { Span } from '@celeriac/diagnostic';
import type { FunctionSignature } from '@celeriac/signature';
import type { ContainerSettings } from './container-settings.ts';
import type { AppLock } from './dependencies/lock-file.ts';
import type { PythonForms } from './python-forms/python-form.ts';

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
  /** What its dependencies were resolved to before; from other inputs, perhaps. */
  readonly lock?: AppLock;
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
  /** What its hints say of frames, files and graphics. */
  readonly forms: PythonForms;
  /** Its `#test:` lines. */
  readonly tests: readonly AnnotatedTest[];
  /** File relative to the plugin's root, and the span of the `def`'s name in it. */
  readonly file: string;
  readonly span: Span;
}

/** What an app needs from package indexes. */
export type Dependencies = { readonly kind: 'none' } | PipDependencies | CondaDependencies;

/** Packages of a Python package index. */
export interface PipDependencies {
  readonly kind: 'pip';
  /** File that says it, within the app's folder: `requirements.in`, `pyproject.toml`, `logic.py`. */
  readonly file: string;
  readonly requirements: readonly Requirement[];
  /** What versions are held to where a package is installed: of `-c` files and `uv.lock`. */
  readonly constraints: readonly Requirement[];
  /** Range of Python versions: `>=3.11`. */
  readonly requiresPython?: string;
}

/** Packages of conda channels, and of a Python package index besides. */
export interface CondaDependencies {
  readonly kind: 'conda';
  /** `environment.yaml` or `environment.yml`. */
  readonly file: string;
  /** Names or URLs, in order of precedence. */
  readonly channels: readonly string[];
  readonly packages: readonly CondaPackage[];
  /** Of the `pip:` section. */
  readonly requirements: readonly Requirement[];
}

/** One requirement, as text for the installer and as name for messages. */
export interface Requirement extends DependencyPlace {
  readonly name: string;
  /** On one line, without comments: `numpy>=2,<3`. */
  readonly text: string;
  /** `sha256:…` that its archive must have one of. */
  readonly hashes?: readonly string[];
  /** An archive in the app's folder that it is installed from. */
  readonly path?: string;
}

/** One package as conda asks for it. */
export interface CondaPackage extends DependencyPlace {
  readonly name: string;
  /** `numpy>=2,<3`, `conda-forge::numpy=2.1`. */
  readonly text: string;
  /** `3.11` where the version is exact at least so far. */
  readonly minor?: string;
}

/** Where a dependency is asked for. */
interface DependencyPlace {
  /** Relative to the app's folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly span: Span;
}

import type { BuilderKind } from '@celeriac/deployment';

/** The files of the worker runtime; `readWorkerRuntime()` of `@celeriac/worker` gives them. */
export interface WorkerRuntime {
  readonly version: string;
  /** Requirement specifiers that are installed together with the app's own. */
  readonly requirements: readonly string[];
  /** Paths begin with the module: `celeriac_worker/main.py`. */
  readonly files: readonly {
    readonly path: string;
    readonly absolutePath: string;
    readonly bytes: number;
    readonly executable: boolean;
    readonly sha256: string;
  }[];
}

/** What an image is planned from besides its app. */
export interface ImageOptions {
  readonly plugin: string;
  readonly pluginVersion: string;
  /** `contractHash` of the app's functions; the worker refuses to serve another. */
  readonly contract: string;
  readonly dialect: BuilderKind;
  /** `name:tag` or `name@sha256:digest`; has Python 3.11 or newer with `venv`, as `python3`. */
  readonly baseImage: string;
  readonly runtime: WorkerRuntime;
  /** Version of uv that installs the dependencies; default `UV_VERSION`. */
  readonly uvVersion?: string;
}

/** The version of uv that installs dependencies where no other is asked for. */
export const UV_VERSION = '0.13.9';

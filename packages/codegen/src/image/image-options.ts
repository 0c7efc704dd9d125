import type { BuilderKind } from '@celeriac/deployment';

/** A Python file of ours; its path begins with the module: `celeriac_worker/main.py`. */
interface RuntimeFile {
  readonly path: string;
  readonly absolutePath: string;
  readonly bytes: number;
  readonly executable: boolean;
  readonly sha256: string;
}

/** The files of the worker runtime; `readWorkerRuntime()` of `@celeriac/worker` gives them. */
export interface WorkerRuntime {
  readonly version: string;
  /** Requirement specifiers that are installed together with the app's own. */
  readonly requirements: readonly string[];
  readonly files: readonly RuntimeFile[];
  /** What makes environments of conda in a build; only apps that have one need them. */
  readonly buildFiles?: readonly RuntimeFile[];
}

/** Where the stages of a build that install come from. */
export interface InstallOptions {
  readonly plugin: string;
  readonly dialect: BuilderKind;
  /** `name:tag` or `name@sha256:digest`; has Python 3.11 or newer with `venv`, as `python3`. */
  readonly baseImage: string;
  readonly runtime: WorkerRuntime;
  /** Python version that the base image was chosen for, `3.12`; left out where it was not. */
  readonly python?: string;
  /** What the image is to run on, `linux/arm64`; the builder's own unless given. */
  readonly platform?: string;
  /** Version of uv that installs the dependencies; default `UV_VERSION`. */
  readonly uvVersion?: string;
  /**
   * What installs packages of conda: an image that has `/bin/micromamba`, an `https://` URL of micromamba, or `rattler`
   * for rattler's libraries from the package index; default `CONDA_INSTALLER`.
   */
  readonly condaInstaller?: string;
}

/** What an image is planned from besides its app. */
export interface ImageOptions extends InstallOptions {
  readonly pluginVersion: string;
  /** `contractHash` of the app's functions; the worker refuses to serve another. */
  readonly contract: string;
  /** What the dependencies were resolved to: the text of an `AppLock`. */
  readonly lock: string;
}

/** The version of uv that installs dependencies where no other is asked for. */
export const UV_VERSION = '0.13.9';

/** What installs packages of conda unless told otherwise. */
export const CONDA_INSTALLER = 'mambaorg/micromamba:2.3.3';

/** The version of rattler's libraries, where they are what installs packages of conda. */
export const RATTLER_VERSION = '0.28.0';

/** The Python of a conda environment that asks for none. */
export const CONDA_PYTHON = '3.13';

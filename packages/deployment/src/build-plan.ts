/** One file of a build context: text that we made, or a file on disk that is streamed. */
export type ContextFile =
  | {
      readonly kind: 'text';
      readonly path: string;
      readonly text: string;
      readonly executable?: boolean;
    }
  | {
      readonly kind: 'disk';
      readonly path: string;
      readonly absolutePath: string;
      readonly bytes: number;
      readonly executable: boolean;
      readonly sha256: string;
    };

/** Everything a builder needs to make one image; the same plan gives the same context bytes. */
export interface BuildPlan {
  /** `name:tag`; the tag is a hash of every input, so an image that exists is up to date. */
  readonly image: string;
  /** Dialect of the Dockerfile. */
  readonly dialect: BuilderKind;
  /** Path of the Dockerfile within `files`. */
  readonly dockerfile: string;
  /** Sorted by path; holds the Dockerfile. */
  readonly files: readonly ContextFile[];
  /** Steps of the Dockerfile in order, for progress and messages. */
  readonly steps: readonly BuildStep[];
  readonly labels: Readonly<Record<string, string>>;
  /** What the image is to run on, such as `linux/arm64`; the engine's own where it is left out. */
  readonly platform?: string;
}

/** BuildKit has cache mounts; the classic builder does not. */
export type BuilderKind = 'buildkit' | 'classic';

/** One instruction of the plan, as people speak of it. */
export interface BuildStep {
  /** What the instruction is for: `base`, `packages`, `dependencies`, `runtime`, `code`. */
  readonly layer: 'base' | 'packages' | 'dependencies' | 'runtime' | 'code';
  /** The Dockerfile instruction as it stands there. */
  readonly instruction: string;
}

/** What each layer of an image is made from: names of inputs, and a text that differs when they do. */
export type LayerInputs = Readonly<Record<BuildStep['layer'], Readonly<Record<string, string>>>>;

/** What differs from place to place and is no part of an image: proxies, index, CA. */
export interface BuildEnvironment {
  /** PEM bundle on disk that downloads are verified with during the build; in no image. */
  readonly caBundleFile?: string;
  /**
   * Where base images are pulled from instead of the registry that they name: a prefix such as
   * `mirror.example/docker-hub`, after which `python:3.13` is `library/python:3.13`. Names that begin
   * with a registry's host are left alone.
   */
  readonly baseMirror?: string;
  /** Simple index to use instead of PyPI. */
  readonly indexUrl?: string;
  /** Simple indexes to look in first. */
  readonly extraIndexUrls?: readonly string[];
  /** URL of a page of links to archives, to use besides the indexes. */
  readonly findLinks?: string;
  /** Where channels of conda lie that are not at their own address, by name: a mirror of `defaults`, of `conda-forge`. */
  readonly condaChannels?: Readonly<Record<string, string>>;
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
  /** Network of RUN instructions, such as `host`; the engine's default otherwise. */
  readonly network?: string;
}

/** What a pull or push tells while it runs; the last event is `transferred`. */
export type TransferEvent =
  | {
      readonly kind: 'transfer';
      readonly direction: 'pull' | 'push';
      readonly image: string;
      /** Short id of a layer. */
      readonly layer: string;
      readonly state: 'waiting' | 'moving' | 'exists' | 'done';
      readonly bytes?: number;
      readonly totalBytes?: number;
    }
  | {
      readonly kind: 'retrying';
      readonly direction: 'pull' | 'push';
      readonly image: string;
      /** The one that failed, from 1. */
      readonly attempt: number;
      readonly delayMs: number;
      readonly reason: string;
    }
  | {
      readonly kind: 'transferred';
      readonly direction: 'pull' | 'push';
      readonly image: string;
      /** What the registry knows the image by: `sha256:…`. */
      readonly digest?: string;
      /** Of the layers that moved, as far as they were told. */
      readonly bytes: number;
      readonly durationMs: number;
    };

/**
 * What a build tells while it runs; the last event is `built`, or the iteration throws.
 *
 * `index` counts the plan's steps from 1; steps that cost a builder nothing may not be told. `steps`
 * and `cachedSteps` count those told, without FROM. Base images that are not there are pulled first.
 */
export type BuildEvent =
  | TransferEvent
  | {
      readonly kind: 'step';
      readonly index: number;
      readonly total: number;
      readonly layer: BuildStep['layer'];
      readonly instruction: string;
    }
  | { readonly kind: 'cached'; readonly index: number }
  /** A step other than FROM that was not taken from a cache, once it is done. */
  | { readonly kind: 'finished'; readonly index: number; readonly durationMs: number }
  /** How much of the context the builder has taken, a few times a second while that goes on. */
  | { readonly kind: 'context'; readonly bytes: number }
  | { readonly kind: 'output'; readonly text: string }
  | {
      readonly kind: 'built';
      readonly image: string;
      readonly imageId: string;
      readonly durationMs: number;
      readonly cachedSteps: number;
      readonly steps: number;
    };

/**
 * The directory of every build context that the builder fills, not the plan: what a build needs of
 * its place, and no image may hold or differ by.
 *
 * The builder always writes `BUILD_CA_BUNDLE` into it, and for the classic dialect
 * `BUILD_PLACE_SCRIPT`, empty where the environment names nothing, mode 0644, so that the Dockerfile
 * can copy or mount the directory whatever the place. Only stages that are not the final image read
 * it. A plan's own files never lie in it.
 */
export const BUILD_ENVIRONMENT_DIRECTORY = 'build-environment';

/** PEM bundle in the context: the text of `BuildEnvironment.caBundleFile`, or an empty file. */
export const BUILD_CA_BUNDLE = `${BUILD_ENVIRONMENT_DIRECTORY}/ca-bundle.pem`;

/**
 * Shell script in the context that exports what installers are told of the place: index, extra
 * indexes, links and channels of conda. It is text for `.`, and empty where nothing is set. The layers of the classic
 * builder's stages stay on the engine, so a password among these is refused there. Proxies go as
 * Docker's predefined arguments (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`, in lower case too).
 */
export const BUILD_PLACE_SCRIPT = `${BUILD_ENVIRONMENT_DIRECTORY}/place.sh`;

/**
 * The same script as BuildKit's RUN sees it that mounts the secret of this id, at
 * `BUILD_PLACE_SECRET_FILE`, with any password in it: it is in no context, layer, cache or history,
 * and a build does not repeat a step because it changed.
 */
export const BUILD_PLACE_SECRET = 'celeriac-place';

/** Where the secret is mounted; not there where the environment names nothing. */
export const BUILD_PLACE_SECRET_FILE = `/run/secrets/${BUILD_PLACE_SECRET}`;

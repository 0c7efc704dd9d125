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
  /** Simple index to use instead of PyPI. */
  readonly indexUrl?: string;
  /** Simple indexes to look in first. */
  readonly extraIndexUrls?: readonly string[];
  /** URL of a page of links to archives, to use besides the indexes. */
  readonly findLinks?: string;
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
  /** Network of RUN instructions, such as `host`; the engine's default otherwise. */
  readonly network?: string;
}

/**
 * What a build tells while it runs; the last event is `built`, or the iteration throws.
 *
 * `index` counts the plan's steps from 1; steps that cost a builder nothing may not be told. `steps`
 * and `cachedSteps` count those told, without FROM.
 */
export type BuildEvent =
  | {
      readonly kind: 'step';
      readonly index: number;
      readonly total: number;
      readonly instruction: string;
    }
  | { readonly kind: 'cached'; readonly index: number }
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
 * The builder always writes `BUILD_CA_BUNDLE` and `BUILD_PLACE_SCRIPT` into it, empty where the
 * environment names nothing, mode 0644, so that the Dockerfile can copy or mount the directory whatever the place. Only
 * stages that are not the final image read it. A plan's own files never lie in it.
 */
export const BUILD_ENVIRONMENT_DIRECTORY = 'build-environment';

/** PEM bundle in the context: the text of `BuildEnvironment.caBundleFile`, or an empty file. */
export const BUILD_CA_BUNDLE = `${BUILD_ENVIRONMENT_DIRECTORY}/ca-bundle.pem`;

/**
 * Shell script in the context that exports what pip and uv are told of the place: index, extra
 * indexes and links, with any password in them. It is text for `.`, and empty where nothing is set;
 * being a file of stages that are thrown away, or a mount, it is in no image and no history. Proxies
 * go as Docker's predefined arguments (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`, in lower case too).
 */
export const BUILD_PLACE_SCRIPT = `${BUILD_ENVIRONMENT_DIRECTORY}/place.sh`;

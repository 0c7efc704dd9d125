/** One instruction of a Dockerfile as plain data; every text stands for itself, nothing expands. */
export type Instruction =
  | { readonly kind: 'from'; readonly image: string; readonly stage?: string }
  | {
      readonly kind: 'copy';
      /** Stage to copy from; the context where it is left out. */
      readonly from?: string;
      readonly sources: readonly string[];
      readonly target: string;
    }
  | {
      readonly kind: 'run';
      readonly argv: readonly string[];
      /** BuildKit only. */
      readonly mounts?: readonly Mount[];
    }
  | { readonly kind: 'label'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'env'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'workdir'; readonly path: string }
  | { readonly kind: 'user'; readonly uid: number; readonly gid: number }
  | { readonly kind: 'stopsignal'; readonly signal: 'SIGTERM' }
  | {
      readonly kind: 'healthcheck';
      readonly argv: readonly string[];
      readonly intervalSeconds: number;
      readonly timeoutSeconds: number;
      readonly startPeriodSeconds: number;
      readonly retries: number;
    }
  | { readonly kind: 'cmd'; readonly argv: readonly string[] };

/** Something that one RUN sees and no layer keeps. */
export type Mount =
  /** Kept from build to build, and shared by those that run at the same time: installers see to it themselves. */
  | { readonly kind: 'cache'; readonly target: string }
  /** A part of the context, or of a stage, read-only. */
  | {
      readonly kind: 'bind';
      readonly from?: string;
      readonly source: string;
      readonly target: string;
    }
  /** A secret of the build at `/run/secrets/<id>`, where there is one of this id. */
  | { readonly kind: 'secret'; readonly id: string };

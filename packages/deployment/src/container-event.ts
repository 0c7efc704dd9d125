import type { Owner } from './container-spec.ts';
import type { EndCause } from './end-cause.ts';

/** Which container an event is about. */
export interface ContainerReference {
  readonly id: string;
  readonly name: string;
  readonly owner: Owner;
}

/** What happened to a container; `time` is RFC 3339, of the backend's clock. */
export type ContainerEvent =
  /** The stream begins, or goes on after a break: what was before is not told, so list once. */
  | { readonly kind: 'resync' }
  /** The backend does not answer; the stream tries again by itself, and then tells `resync`. */
  | { readonly kind: 'backend-lost'; readonly error: Error }
  | ({ readonly kind: 'started' } & ContainerMoment)
  /** A process of it was killed at its memory limit; whether the container ended is told by `ended`. */
  | ({
      readonly kind: 'out-of-memory';
      readonly limitMiB: number;
      readonly peakMiB?: number;
    } & ContainerMoment)
  | ({
      readonly kind: 'ended';
      readonly cause: EndCause;
      /** What it wrote last, oldest first, at most 20 lines; none where it failed not. */
      readonly lastLines: readonly string[];
    } & ContainerMoment)
  /** It is gone; `by` whom, as far as this process can know. */
  | ({ readonly kind: 'removed'; readonly by: 'us' | 'somebody' } & ContainerMoment);

/** A container and when. */
export interface ContainerMoment {
  readonly container: ContainerReference;
  readonly time: string;
}

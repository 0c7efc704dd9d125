/** Something that one side raises and the other waits for; raised twice before it is seen, it is one. */
export interface WakeSignal {
  raise(): void;
  /** Whether it was raised and nobody has waited for it since. */
  readonly isRaised: boolean;
  /** Resolves to true once it was raised since the last time, to false on abort. */
  wait(signal: AbortSignal): Promise<boolean>;
}

/** Makes one that is not raised. */
export function createSignal(): WakeSignal {
  let isRaised = false;
  let wake = (): void => undefined;
  return {
    get isRaised() {
      return isRaised;
    },
    raise() {
      isRaised = true;
      wake();
    },
    async wait(signal) {
      const stop = (): void => wake();
      signal.addEventListener('abort', stop, { once: true });
      while (!isRaised && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      signal.removeEventListener('abort', stop);
      isRaised = false;
      return !signal.aborted;
    },
  };
}

/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** At least 0 and less than 1. */
  next(): number;
  /** At least `low` and less than `high`. */
  between(low: number, high: number): number;
  pick<T>(items: readonly T[]): T;
  /** So many of them, each as often as any other, give or take one. */
  draw<T>(items: readonly T[], count: number): readonly T[];
}

/** Makes a source of numbers (mulberry32, by Tommy Ettinger, in the public domain). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    pick: (items) => items[Math.floor(next() * items.length)]!,
    draw(items, count) {
      const drawn: (typeof items)[number][] = [];
      while (drawn.length < count) {
        const left = [...items];
        while (left.length > 0 && drawn.length < count)
          drawn.push(...left.splice(Math.floor(next() * left.length), 1));
      }
      return drawn;
    },
  };
}

/**
 * The candidate nearest to `word` by edit distance, or `undefined` where none is within `limit`
 * edits (2 by default). A swap of neighbours counts as one edit; case is ignored. Of equals, the
 * first wins.
 */
export function findNearest(
  word: string,
  candidates: Iterable<string>,
  limit = 2,
): string | undefined {
  let best: string | undefined;
  let most = limit;
  const lower = word.toLowerCase();
  const rows: Rows = [[], [], []];
  for (const candidate of candidates) {
    if (most < 0) break;
    if (Math.abs(candidate.length - word.length) > most) continue;
    const distance = editDistance(lower, candidate.toLowerCase(), { most, rows });
    if (distance > most) continue;
    best = candidate;
    most = distance - 1;
  }
  return best;
}

/** Rows of the table of distances, used again for each candidate. */
type Rows = readonly [number[], number[], number[]];

/**
 * Optimal string alignment distance (Damerau–Levenshtein without overlapping swaps); where it is
 * more than `most`, any number above that.
 */
function editDistance(
  a: string,
  b: string,
  { most, rows }: { readonly most: number; readonly rows: Rows },
): number {
  let [beforePrevious, previous, current] = rows;
  for (let column = 0; column <= b.length; column++) previous[column] = column;
  let leastBefore = 0;
  for (let row = 1; row <= a.length; row++) {
    current[0] = row;
    let least = row;
    const unit = a.charCodeAt(row - 1);
    for (let column = 1; column <= b.length; column++) {
      const cost = unit === b.charCodeAt(column - 1) ? 0 : 1;
      let distance = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + cost,
      );
      if (
        row > 1 &&
        column > 1 &&
        unit === b.charCodeAt(column - 2) &&
        a.charCodeAt(row - 2) === b.charCodeAt(column - 1)
      )
        distance = Math.min(distance, (beforePrevious[column - 2] ?? 0) + 1);
      current[column] = distance;
      if (distance < least) least = distance;
    }
    // A swap reaches back over one row, so that two of them have to be too far.
    if (least > most && leastBefore > most) return least;
    leastBefore = least;
    [beforePrevious, previous, current] = [previous, current, beforePrevious];
  }
  return previous[b.length] ?? 0;
}

/** Which values of a column are there: a bit for each, set where it is no null. */
export interface NullMarks {
  readonly nullBitmap: Uint8Array | undefined;
  readonly nullCount: number;
}

/** Marks what is null or undefined. */
export function markNulls(values: readonly unknown[]): NullMarks {
  let nullCount = 0;
  const nullBitmap = new Uint8Array((values.length + 7) >> 3);
  for (let index = 0; index < values.length; index++)
    if (values[index] === null || values[index] === undefined) nullCount++;
    else nullBitmap[index >> 3]! |= 1 << (index & 7);
  return { nullBitmap: nullCount === 0 ? undefined : nullBitmap, nullCount };
}

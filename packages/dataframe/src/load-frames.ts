import type { BytesValue, EncodeFrame } from '@celeriac/signature';
import type { DataFrame } from './data-frame.ts';

/** What reads and writes data frames. */
export interface Frames {
  /** Makes an Arrow IPC stream of a `DataFrameInput`, or tells why it cannot. */
  readonly encodeFrame: EncodeFrame;
  /**
   * Reads an Arrow IPC stream into a table, in place where the bytes begin at a multiple of eight; the
   * problem `invalid-frame` or `duplicate-column` where it is none.
   */
  readonly decodeFrame: (bytes: Uint8Array) => BytesValue;
  /**
   * Writes a table as CSV (RFC 4180) with a header line. Null is an empty field, the empty string `""`;
   * times are RFC 3339, bytes and nested values JSON.
   */
  readonly renderCsv: (table: DataFrame) => string;
}

/** Loads Apache Arrow, which only those need who have data frames; a tenth of a second the first time. */
export async function loadFrames(): Promise<Frames> {
  const [{ encodeFrame }, { decodeFrame }, { renderCsv }] = await Promise.all([
    import('./arrow/encode-frame.ts'),
    import('./arrow/decode-frame.ts'),
    import('./csv/render-csv.ts'),
  ]);
  return { encodeFrame, decodeFrame, renderCsv };
}

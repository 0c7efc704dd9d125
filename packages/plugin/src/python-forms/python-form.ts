import type { Parameter } from '@celeriac/signature';

/** A library that has data frames. */
export type FrameLibrary = 'pandas' | 'polars' | 'pyarrow';

/**
 * As what a function wants an input whose type has several forms in Python.
 *
 * dataframe: one of `FrameLibrary`, or `polars-lazy`. file: a `path`, `bytes`, `text` or a `stream`.
 * graphics: `bytes` or `pil`.
 */
export type PythonForm =
  FrameLibrary | 'polars-lazy' | 'path' | 'bytes' | 'text' | 'stream' | 'pil';

/** What the hints of a `def` say of values that have several forms. */
export interface PythonForms {
  /** By name of the input, where its hint says so; else it is pandas, a path, or bytes. */
  readonly inputs: Readonly<Record<Parameter['name'], PythonForm>>;
  /** Libraries of frames that the hint of the result names. */
  readonly outputs: readonly FrameLibrary[];
}

export { loadFrames, type Frames } from './load-frames.ts';
export type { DataFrame, DataFrameInput, FrameCell, FrameColumns, FrameRow } from './data-frame.ts';

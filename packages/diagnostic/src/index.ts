export {
  hasErrors,
  type Diagnosed,
  type Diagnostic,
  type Fix,
  type RelatedPlace,
  type Severity,
  type Span,
  type TextEdit,
} from './diagnostic.ts';
export { createLineIndex, type LineIndex, type Position } from './line-index.ts';
export { renderCodeFrame, type CodeFrameStyle } from './code-frame.ts';
export { findNearest } from './nearest.ts';

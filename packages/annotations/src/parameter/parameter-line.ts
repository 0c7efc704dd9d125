import type { Span } from '@celeriac/diagnostic';
import type { Located } from '../diagnostics/located.ts';

/** What an `input` or `output` line says, part by part, before any of it is judged. */
export interface ParameterLine {
  /** The whole value of the tag. */
  readonly span: Span;
  readonly type?: TypeText;
  readonly name?: Located;
  readonly default?: DefaultText;
  /** Every option, in order. */
  readonly options: readonly OptionText[];
  /** Without its brackets. */
  readonly description?: Located;
  /** Pieces that are no part of a parameter. */
  readonly unexpected: readonly Located[];
}

/** A type as written: `list`, `list<string>`. */
export interface TypeText {
  readonly name: Located;
  readonly element?: Located;
  readonly span: Span;
}

/**
 * What stands behind `=`: a quoted string (`text` is its content), a list or JSON object in its
 * brackets, or bare text.
 */
export interface DefaultText extends Located {
  readonly kind: 'quoted' | 'literal' | 'bare';
}

/** One `key: value` between the braces; the value is raw text without white space around it. */
export interface OptionText {
  readonly key: Located;
  readonly value: Located;
}

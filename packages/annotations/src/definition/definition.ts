import type { Span } from '@celeriac/diagnostic';
import type { Located } from '../diagnostics/located.ts';

/** How a Python parameter takes its argument. */
export type DefinitionParameterKind =
  'positional-only' | 'positional-or-keyword' | 'var-positional' | 'keyword-only' | 'var-keyword';

/** One parameter of a `def`. */
export interface DefinitionParameter {
  readonly kind: DefinitionParameterKind;
  /** Without stars, as Python stores it (beyond ASCII in normalization form KC). */
  readonly name: string;
  /** The name as it stands in the text. */
  readonly span: Span;
  readonly hint?: Located;
  readonly default?: Located;
}

/** What a `def` line says, as far as it is there. */
export interface Definition {
  readonly name: Located;
  readonly isAsync: boolean;
  /** The text within the brackets of `def f[T](…)`. */
  readonly typeParameters?: Located;
  readonly parameters: readonly DefinitionParameter[];
  readonly returnHint?: Located;
  /** Whether it has a name and closed parentheses. */
  readonly isClosed: boolean;
  /** Whether it has a colon as well. */
  readonly isComplete: boolean;
  /** Offset behind its colon, or where it breaks off. */
  readonly end: number;
}

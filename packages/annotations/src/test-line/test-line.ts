import type { Span } from '@celeriac/diagnostic';
import type { JsonValue } from '@celeriac/signature';
import type { Located } from '../diagnostics/located.ts';

/** A `test` line: a call of its function with literal arguments, and what it should come to. */
export interface AnnotatedTest {
  readonly span: Span;
  /** The name that is called, without its plugin. */
  readonly callee: Located;
  readonly arguments: readonly TestArgument[];
  /** What is expected; without it the call only has to end well. */
  readonly expected?: TestExpectation;
}

/** One argument of a test, by place or by name. */
export interface TestArgument {
  readonly name?: Located;
  readonly value: JsonValue;
  /** Where the value stands. */
  readonly span: Span;
}

/** A result that equals a literal (floats to a relative tolerance of 1e-9), or an exception. */
export type TestExpectation =
  | { readonly kind: 'equals'; readonly value: JsonValue; readonly span: Span }
  | { readonly kind: 'raises'; readonly type: Located };

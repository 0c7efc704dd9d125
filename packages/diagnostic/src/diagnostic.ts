/** How much a diagnostic matters: an `error` stops a deploy, the others never do. */
export type Severity = 'error' | 'warning' | 'hint';

/** A half-open range of UTF-16 code units in a text: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Replaces the text of `span` by `newText`. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** A change that makes a diagnostic go away: what it does, and the edits that do it. */
export interface Fix {
  /** Imperative and short: `Change "#inputs:" to "#input:"`. */
  readonly title: string;
  /** Edits of the same file; they do not overlap. */
  readonly edits: readonly TextEdit[];
}

/** Another place that belongs to a diagnostic, such as the first of two equal names. */
export interface RelatedPlace {
  readonly message: string;
  readonly file?: string;
  readonly span?: Span;
}

/**
 * What is wrong in a user's file, as a value.
 *
 * `code` is stable and kebab-case (`unknown-type`); `message` says what to do. `file` is a path as
 * the user would write it; without `span` the diagnostic is about the whole file or folder.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file?: string;
  readonly span?: Span;
  readonly fix?: Fix;
  readonly related?: readonly RelatedPlace[];
}

/** What a parser returns: the best value it could make, and everything it has to say about it. */
export interface Diagnosed<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** Whether any of the diagnostics is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

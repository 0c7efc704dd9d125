/**
 * Why a header cannot say what a signature says:
 *
 * - `not-a-name`: a name is no identifier in the form in which Python stores it, or a word of Python's own
 * - `several-aliases`: the one alias of a header is its `def`, and it differs from the name
 * - `repeated-name`: two inputs, or two outputs, have one name
 * - `not-a-line`: a text is empty, is too long, holds a line break or has white space around it
 * - `not-a-tag`: a key of `meta` is no tag, or is a field of the signature
 * - `read-differently`: there is no way to write a value that is read as the same one again, as with
 *   unbalanced brackets in a description, or facts that contradict each other or their type
 * - `too-many-lines`: it would exceed the limit of a header
 */
export type RefusalReason =
  | 'not-a-name'
  | 'several-aliases'
  | 'repeated-name'
  | 'not-a-line'
  | 'not-a-tag'
  | 'read-differently'
  | 'too-many-lines';

/** What a header cannot say; `path` leads to it within the signature, `['inputs', 0, 'default']`. */
export interface Refusal {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  readonly path: readonly (string | number)[];
}

/** Lines of a header, or why there are none. */
export type RenderedLines = { readonly kind: 'lines'; readonly lines: readonly string[] } | Refusal;

/** Makes a refusal. */
export function refuse(reason: RefusalReason, ...path: (string | number)[]): Refusal {
  return { kind: 'refused', reason, path };
}

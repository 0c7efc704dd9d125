/*
 * The shapes of the Language Server Protocol 3.17 that the language features give, as far as they
 * use them: https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
 */

/** A place in a text; both count from 0, characters are UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A half-open range of a text. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Replaces the text of a range; of several edits none overlaps another. */
export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** Edits of files by their URI. */
export interface WorkspaceEdit {
  readonly changes: Readonly<Record<string, readonly TextEdit[]>>;
}

/** A text of Markdown. */
export interface MarkupContent {
  readonly kind: 'markdown';
  readonly value: string;
}

/** What there is to know about the thing at a place. */
export interface Hover {
  readonly contents: MarkupContent;
  readonly range: Range;
}

/** The kinds of completion items that are given. */
export const CompletionItemKind = {
  Property: 10,
  Value: 12,
  Keyword: 14,
  Snippet: 15,
  Variable: 6,
  TypeParameter: 25,
} as const;

/** One thing that can be written at a place; `textEdit` says what it replaces. */
export interface CompletionItem {
  readonly label: string;
  readonly kind: (typeof CompletionItemKind)[keyof typeof CompletionItemKind];
  readonly detail?: string;
  readonly documentation?: MarkupContent;
  readonly sortText: string;
  /** Plain text, in which no `$` means anything. */
  readonly insertTextFormat: 1;
  readonly textEdit: TextEdit;
}

/** 1 is an error, 2 a warning, 4 a hint. */
export type DiagnosticSeverity = 1 | 2 | 4;

/** What is wrong at a range. */
export interface ProtocolDiagnostic {
  readonly range: Range;
  readonly severity: DiagnosticSeverity;
  readonly code: string;
  readonly source: 'celeriac';
  readonly message: string;
  readonly relatedInformation?: readonly {
    readonly location: { readonly uri: string; readonly range: Range };
    readonly message: string;
  }[];
}

/** A change that is offered at a place. */
export interface CodeAction {
  readonly title: string;
  readonly kind: 'quickfix' | 'refactor.rewrite';
  readonly diagnostics?: readonly ProtocolDiagnostic[];
  readonly isPreferred?: boolean;
  readonly edit: WorkspaceEdit;
}

/** The kinds of symbols that are given. */
export const SymbolKind = { Module: 2, Function: 12, Variable: 13, Field: 8 } as const;

/** A function, script, input or output of a file. */
export interface DocumentSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: (typeof SymbolKind)[keyof typeof SymbolKind];
  readonly range: Range;
  /** Within `range`: the name itself. */
  readonly selectionRange: Range;
  readonly children: readonly DocumentSymbol[];
}

/** Lines that can be shown as their first one. */
export interface FoldingRange {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: 'comment';
}

/** Names for the numbers in `SemanticTokens`, by index. */
export interface SemanticTokensLegend {
  readonly tokenTypes: readonly string[];
  readonly tokenModifiers: readonly string[];
}

/** Five numbers a token: lines and characters since the one before, length, type, modifiers. */
export interface SemanticTokens {
  readonly data: readonly number[];
}

export { toCompletions } from './completion/to-completions.ts';
export { toHover } from './to-hover.ts';
export { toProtocolDiagnostics } from './to-protocol-diagnostics.ts';
export { toCodeActions, type CodeActionPlace } from './to-code-actions.ts';
export { planFormatting } from './plan-formatting.ts';
export { planHeader } from './header-edits/plan-header.ts';
export { renderHeader, type RenderedHeader } from './render/render-header.ts';
export type { Refusal, RefusalReason } from './render/refusal.ts';
export { planHeaderSync } from './header-edits/plan-header-sync.ts';
export {
  planRename,
  toRenameTarget,
  type Rename,
  type RenameTarget,
} from './rename/plan-rename.ts';
export { toDocumentSymbols } from './to-document-symbols.ts';
export { toFoldingRanges } from './to-folding-ranges.ts';
export { SEMANTIC_TOKENS_LEGEND, toSemanticTokens } from './to-semantic-tokens.ts';
export { toHeaderTokens, type HeaderToken, type HeaderTokenKind } from './to-header-tokens.ts';
export { applyTextEdits } from './apply-text-edits.ts';
export {
  CompletionItemKind,
  SymbolKind,
  type CodeAction,
  type CompletionItem,
  type DiagnosticSeverity,
  type DocumentSymbol,
  type FoldingRange,
  type Hover,
  type MarkupContent,
  type Position,
  type ProtocolDiagnostic,
  type Range,
  type SemanticTokens,
  type SemanticTokensLegend,
  type TextEdit,
  type WorkspaceEdit,
} from './protocol.ts';

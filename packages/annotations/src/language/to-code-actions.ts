import type { CodeAction, Range, TextEdit } from './protocol.ts';
import { planHeaderSyncOf } from './header-edits/plan-header-sync.ts';
import { planHeaderOf } from './header-edits/plan-header.ts';
import { blockAt } from './outline.ts';
import { createSource, toTextEdits } from './source.ts';
import { toProtocolDiagnostic } from './to-protocol-diagnostics.ts';

/** Where code actions are asked for. */
export interface CodeActionPlace {
  readonly uri: string;
  readonly range: Range;
}

/**
 * What can be done at a range: the fix of each diagnostic that touches it, and where it starts on a
 * module-level `def`, its decorators or its header, *write header from def* or *sync header with
 * def*, if there is something to do.
 */
export function toCodeActions(
  text: string,
  { uri, range }: CodeActionPlace,
): readonly CodeAction[] {
  const source = createSource(text);
  const [start, end] = [source.toOffset(range.start), source.toOffset(range.end)];
  const toEdit = (edits: readonly TextEdit[]): CodeAction['edit'] => ({
    changes: { [uri]: edits },
  });
  const fixes = source.diagnostics.flatMap((diagnostic): CodeAction[] => {
    const { span, fix } = diagnostic;
    if (!fix || !span || span.start > end || span.end < start) return [];
    return [
      {
        title: fix.title,
        kind: 'quickfix',
        diagnostics: [toProtocolDiagnostic(source, diagnostic, uri)],
        isPreferred: true,
        edit: toEdit(toTextEdits(source, fix.edits)),
      },
    ];
  });
  const block = blockAt(source.blocks, start);
  const isAbove = block?.statement !== undefined && start <= block.statement.end;
  const rewrites = [
    { title: 'Write header from def', plan: planHeaderOf },
    { title: 'Sync header with def', plan: planHeaderSyncOf },
  ]
    .map(({ title, plan }) => ({ title, edits: isAbove ? plan(source, range.start) : [] }))
    .filter(({ edits }) => edits.length > 0);
  return [
    ...fixes,
    ...rewrites.map(({ title, edits }): CodeAction => ({
      title,
      kind: 'refactor.rewrite',
      edit: toEdit(edits),
    })),
  ];
}

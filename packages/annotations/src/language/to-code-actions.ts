import type { CodeAction, Range, TextEdit } from './protocol.ts';
import { planHeaderSync } from './header-edits/plan-header-sync.ts';
import { planHeader } from './header-edits/plan-header.ts';
import { createSource, toTextEdits } from './source.ts';
import { toProtocolDiagnostic } from './to-protocol-diagnostics.ts';

/** Where code actions are asked for. */
export interface CodeActionPlace {
  readonly uri: string;
  readonly range: Range;
}

/**
 * What can be done at a range: the fix of each diagnostic that touches it, and for the `def` at its
 * start *write header from def* or *sync header with def*, where there is something to do.
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
  const rewrites = [
    { title: 'Write header from def', edits: planHeader(text, range.start) },
    { title: 'Sync header with def', edits: planHeaderSync(text, range.start) },
  ].filter(({ edits }) => edits.length > 0);
  return [
    ...fixes,
    ...rewrites.map(({ title, edits }): CodeAction => ({
      title,
      kind: 'refactor.rewrite',
      edit: toEdit(edits),
    })),
  ];
}

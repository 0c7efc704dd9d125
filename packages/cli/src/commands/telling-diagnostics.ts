import type { Diagnostic } from '@celeriac/diagnostic';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { renderDiagnostics } from '../render/render-diagnostics.ts';
import { toErrorJson } from '../render/render-error.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Runs work on a plugin; an error that is one of the user's files is shown there, as what a check
 * finds is, and any other is thrown on. With `json` it is written as the event `failed` as well.
 */
export async function tellingDiagnostics(
  { root, terminal, json }: { root: string; terminal: Terminal; json: boolean },
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (json) terminal.data(JSON.stringify({ kind: 'failed', error: toErrorJson(error) }));
    const { diagnostics } = error as { readonly diagnostics?: readonly Diagnostic[] };
    if (diagnostics === undefined || diagnostics.length === 0) throw error;
    await renderDiagnostics(diagnostics, root, terminal);
    terminal.say(`${terminal.paint('bad', '✗')} nothing was changed`);
    return EXIT.diagnostics;
  }
}

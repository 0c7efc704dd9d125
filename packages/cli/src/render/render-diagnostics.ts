import { type Diagnostic, renderCodeFrame, type Severity } from '@celeriac/diagnostic';
import type { Style, Terminal } from '../terminal.ts';
import { createFileTexts } from './file-texts.ts';
import { showControls } from './show-controls.ts';

const STYLES: Record<Severity, Style> = { error: 'bad', warning: 'warning', hint: 'dim' };

/** Shows diagnostics as code frames; their files are relative to `root`. */
export async function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  root: string,
  terminal: Terminal,
): Promise<void> {
  const texts = createFileTexts(root);
  for (const diagnostic of diagnostics) {
    const text = await texts.textOf(diagnostic.file);
    const style = {
      severity: (severity: Severity, plain: string) => terminal.paint(STYLES[severity], plain),
      dim: (plain: string) => terminal.paint('dim', plain),
    };
    terminal.say(
      renderCodeFrame(toShowable(diagnostic), text?.replaceAll(STEERING, '\uFFFD'), style),
    );
  }
}

/** What would steer a terminal; one unit each, so that spans stay right without it. */
const STEERING = /(?![\t\n\r])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu;

/** Names and messages hold text of the files. */
function toShowable(diagnostic: Diagnostic): Diagnostic {
  const { message, file, fix, related } = diagnostic;
  return {
    ...diagnostic,
    message: showControls(message),
    ...(file !== undefined && { file: showControls(file) }),
    ...(fix && { fix: { ...fix, title: showControls(fix.title) } }),
    ...(related && {
      related: related.map((place) => ({ ...place, message: showControls(place.message) })),
    }),
  };
}

/** `2 errors, 1 warning`, or an empty text. */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const severities: readonly Severity[] = ['error', 'warning', 'hint'];
  return severities
    .map(
      (severity) =>
        [severity, diagnostics.filter((one) => one.severity === severity).length] as const,
    )
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}${count === 1 ? '' : 's'}`)
    .join(', ');
}

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Diagnostic, renderCodeFrame, type Severity } from '@celeriac/diagnostic';
import { decodeSource } from '@celeriac/plugin';
import type { Style, Terminal } from '../terminal.ts';

const STYLES: Record<Severity, Style> = { error: 'bad', warning: 'warning', hint: 'dim' };

/** Shows diagnostics as code frames; their files are relative to `root`. */
export async function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  root: string,
  terminal: Terminal,
): Promise<void> {
  const texts = new Map<string, string | undefined>();
  for (const diagnostic of diagnostics) {
    const { file } = diagnostic;
    if (file !== undefined && !texts.has(file))
      texts.set(file, await readText(resolve(root, file)));
    const text = file === undefined ? undefined : texts.get(file);
    const style = {
      severity: (severity: Severity, plain: string) => terminal.paint(STYLES[severity], plain),
      dim: (plain: string) => terminal.paint('dim', plain),
    };
    terminal.say(renderCodeFrame(diagnostic, text, style));
  }
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

/** The text that a span counts in: as the parsers read it. */
async function readText(path: string): Promise<string | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const text = path.endsWith('.py') ? decodeSource(bytes, path).value : undefined;
  return text ?? bytes.toString('utf8');
}

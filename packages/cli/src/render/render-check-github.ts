import type { Severity } from '@celeriac/diagnostic';
import type { CheckReport } from '../commands/check-report.ts';
import { createFileTexts, type Range } from './file-texts.ts';

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  hint: 'notice',
};

/** A check as workflow commands of GitHub Actions, a line each, which it shows in the files. */
export async function renderCheckGithub({ diagnostics }: CheckReport): Promise<readonly string[]> {
  const texts = createFileTexts('.');
  return Promise.all(
    diagnostics.map(async ({ severity, code, message, file, span, fix }) => {
      const range = await texts.rangeOf(file, span);
      const properties = Object.entries({
        ...(file !== undefined && { file: file.replaceAll('\\', '/') }),
        ...(range && toPosition(range)),
        title: code,
      }).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
      const text = fix === undefined ? message : `${message}\nFix: ${fix.title}`;
      return `::${COMMANDS[severity]} ${properties.join(',')}::${escapeText(text)}`;
    }),
  );
}

/** Columns are shown only of a range within one line. */
function toPosition({ start, end }: Range): Readonly<Record<string, number>> {
  const { line, column: col } = start;
  if (end.line !== line) return { line, endLine: end.line, col };
  return { line, endLine: line, col, endColumn: end.column };
}

function escapeText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

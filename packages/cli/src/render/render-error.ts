import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';

/** What our errors have in common; see `design/architecture.md`, failures. */
interface KnownError extends Error {
  readonly code: string;
  readonly remedy?: string;
  readonly lastLines?: readonly string[];
  readonly traceback?: string;
}

const USAGE_CODES = new Set(['INVALID_ARGUMENT', 'BAD_CALL_NAME', 'BAD_USAGE']);

/** Says an error to a person and returns the exit code that it stands for. */
export function renderError(error: unknown, { terminal, signal }: CommandContext): ExitCode {
  if (signal.aborted) {
    terminal.say(terminal.paint('warning', 'interrupted'));
    return EXIT.operational;
  }
  if (!isKnown(error)) {
    terminal.say(`${terminal.paint('bad', 'bug')} ${detailOf(error)}`);
    terminal.say('This is a mistake in Celeriac; please report it with the lines above.');
    return EXIT.bug;
  }
  for (const line of error.lastLines ?? []) terminal.say(terminal.paint('dim', `  | ${line}`));
  if (error.traceback) terminal.say(terminal.paint('dim', error.traceback.trimEnd()));
  terminal.say(
    `${terminal.paint('bad', 'error')} ${terminal.paint('dim', error.code)} ${error.message}`,
  );
  if (error.remedy !== undefined) terminal.say(`  ${terminal.paint('dim', 'do')} ${error.remedy}`);
  return USAGE_CODES.has(error.code) ? EXIT.usage : EXIT.operational;
}

/** The same as plain JSON, for `--json`. */
export function toErrorJson(error: unknown): Record<string, unknown> {
  if (!isKnown(error)) return { code: 'BUG', message: String(error) };
  const { code, message } = error;
  return { ...error, code, message };
}

function isKnown(error: unknown): error is KnownError {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'string';
}

function detailOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

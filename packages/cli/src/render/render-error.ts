import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { renderLastLines } from './render-last-lines.ts';
import { showControls } from './show-controls.ts';

/** What our errors have in common; see `design/architecture.md`, failures. */
interface KnownError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly remedy?: string;
  readonly lastLines?: readonly string[];
  readonly traceback?: string;
}

const USAGE_CODES = new Set([
  'BAD_CALL_NAME',
  'BAD_USAGE',
  'INVALID_ARGUMENT',
  'INVALID_BASE_IMAGE',
  'INVALID_NAME',
  'INVALID_OPTION',
]);

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
  const { code, lastLines = [], traceback = '' } = error;
  for (const line of renderLastLines(lastLines)) terminal.say(terminal.paint('dim', `  ${line}`));
  if (traceback !== '') terminal.say(terminal.paint('dim', showControls(traceback.trimEnd())));
  const message = showControls(error.message);
  terminal.say(`${terminal.paint('bad', 'error')} ${terminal.paint('dim', code)} ${message}`);
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
  const { code, retryable } = error as Partial<KnownError>;
  return error instanceof Error && typeof code === 'string' && typeof retryable === 'boolean';
}

function detailOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

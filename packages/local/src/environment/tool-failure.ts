import { LocalError, type LocalErrorCode } from '../local-error.ts';
import type { ToolResult } from '../host/run-tool.ts';

/** What uv and pip write where nobody answers them. */
const UNREACHABLE =
  /error sending request|dns error|connection refused|could not resolve|temporary failure in name resolution|name or service not known|connection timed out|network is unreachable|operation timed out|certificate verify failed|invalid peer certificate/i;

const REMEDIES: Partial<Record<LocalErrorCode, string>> = {
  DEPENDENCY_FAILED:
    "Look at the last lines for the requirement that fails, and change it in the app's dependencies.",
  INDEX_UNREACHABLE:
    'See whether the package index can be reached from here; an index, a proxy and a CA bundle are settings of the command.',
  NO_SPACE: 'Free disk space where the cache directory is.',
};

/** The error of a tool that installs or resolves and did not end well. */
export function toToolFailure(what: string, { exitCode, lastLines }: ToolResult): LocalError {
  const text = lastLines.join('\n');
  const code = toCode(exitCode, text);
  const remedy = REMEDIES[code];
  const telling = lastLines.findLast((line) => /error|not found|failed|×/i.test(line));
  const why = code === 'TIMEOUT' ? 'it took too long' : (telling ?? lastLines.at(-1) ?? exitCode);
  return new LocalError(code, `${what}: ${why}`, {
    lastLines,
    ...(remedy !== undefined && { remedy }),
  });
}

function toCode(exitCode: number, text: string): LocalErrorCode {
  if (exitCode === 124) return 'TIMEOUT';
  if (/no space left on device/i.test(text)) return 'NO_SPACE';
  return UNREACHABLE.test(text) ? 'INDEX_UNREACHABLE' : 'DEPENDENCY_FAILED';
}

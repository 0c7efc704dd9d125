import { hasErrors } from '@celeriac/diagnostic';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { renderCheckGithub } from '../render/render-check-github.ts';
import { renderCheckJson } from '../render/render-check-json.ts';
import { renderCheckText } from '../render/render-check-text.ts';
import { checkPaths } from './check-report.ts';

/** `celeriac check`: reads plugins, folders and files, and says everything that is wrong. */
export async function check(
  { terminal, signal }: CommandContext,
  paths: readonly string[],
  flags: { format: 'text' | 'json' | 'github'; json?: boolean },
): Promise<ExitCode> {
  const report = await checkPaths(paths.length === 0 ? ['.'] : paths, signal);
  const format = flags.json ? 'json' : flags.format;
  if (format === 'json') terminal.data(await renderCheckJson(report));
  else if (format === 'github')
    for (const line of await renderCheckGithub(report)) terminal.data(line);
  else await renderCheckText(report, terminal);
  return hasErrors(report.diagnostics) ? EXIT.diagnostics : EXIT.done;
}

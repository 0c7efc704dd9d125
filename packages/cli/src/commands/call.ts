import { createCatalog } from '@celeriac/catalog';
import { connect } from '@celeriac/functions';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { toErrorJson } from '../render/render-error.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { requireState, resolveServices, stateDirectoryOf } from '../session/resolve-services.ts';
import { readCallArguments } from './read-call-arguments.ts';
import { writeResult } from './write-result.ts';

/** `celeriac call`: calls one function and writes what it answers. */
export async function call(
  { terminal, signal }: CommandContext,
  callName: string,
  words: readonly string[],
  flags: ServiceFlags & {
    args?: string;
    timeout: string;
    timeLimit?: string;
    json?: boolean;
    output?: string;
  },
): Promise<ExitCode> {
  try {
    const timeoutMs = 1000 * parseSeconds('timeout', flags.timeout);
    const { timeLimit } = flags;
    const timeLimits =
      timeLimit === undefined ? {} : { hardSeconds: parseSeconds('time-limit', timeLimit) };
    const stateDirectory = stateDirectoryOf(flags);
    const { signature } = await createCatalog(await requireState(flags)).find(callName);
    const args = await readCallArguments(signature, words, flags.args);
    const { brokerUrl, blobUrl = 'directory', workerBlobUrl } = await resolveServices(flags);
    await using functions = await connect({
      brokerUrl,
      stateDirectory,
      blobUrl,
      ...(workerBlobUrl !== undefined && { workerBlobUrl }),
      signal,
    });
    const onStarting = (): void =>
      terminal.say(terminal.paint('dim', `… ${callName} waits: its app is starting`));
    const options = { timeoutMs, timeLimits, signal, onStarting };
    const result = await functions.call(callName, args, options);
    await writeResult(terminal, { signature, result }, flags);
    return EXIT.done;
  } catch (error) {
    if (flags.json) terminal.data(JSON.stringify({ error: toErrorJson(error) }));
    throw error;
  }
}

/** A day is the most that is waited for; whoever wants more makes the calls by a program. */
function parseSeconds(flag: string, text: string): number {
  const seconds = Number(text);
  if (seconds >= 0.001 && seconds <= 86_400) return seconds;
  const message = `--${flag} takes a number of seconds, at most 86400, not "${text}".`;
  throw new CliError('BAD_USAGE', message);
}

import { spawn } from 'node:child_process';

/** What a finished command left behind. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run a command: `env` replaces the environment, `input` is written to stdin, `timeoutMs` defaults to 10 minutes. */
export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly input?: string;
  readonly timeoutMs?: number;
  /** Return the result of a failing command instead of throwing. */
  readonly allowFailure?: boolean;
}

/** A command that ended with a non-zero exit code, with the last lines it wrote. */
class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly command: readonly string[];
  readonly result: CommandResult;

  constructor(command: readonly string[], result: CommandResult) {
    const lastLines = (result.stderr.trim() || result.stdout.trim()).split('\n').slice(-12);
    super(`${command.join(' ')}: exit code ${result.exitCode}\n${lastLines.join('\n')}`);
    this.command = command;
    this.result = result;
  }
}

/** Runs one command to its end and returns its output; throws {@link CommandFailed} when it fails. */
export async function runCommand(
  command: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const [file, ...args] = command;
  if (file === undefined) throw new TypeError('runCommand: the command is empty');
  const result = await new Promise<CommandResult>((resolve) => {
    const child = spawn(file, args, {
      env: options.env ?? process.env,
      cwd: options.cwd,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      timeout: options.timeoutMs ?? 600_000,
      killSignal: 'SIGKILL',
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input);
    const finish = (exitCode: number, extra = ''): void =>
      resolve({
        exitCode,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString() + extra,
      });
    child.on('error', (error) => finish(127, error.message));
    child.on('close', (code, signal) => finish(code ?? 1, signal ? `ended by ${signal}` : ''));
  });
  if (result.exitCode !== 0 && options.allowFailure !== true) {
    throw new CommandFailed(command, result);
  }
  return result;
}

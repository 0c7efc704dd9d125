import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Screen } from '../../test/support/screen.ts';

/** Runs a command at a terminal of its own, passing on what is typed and what is written. */
const PROGRAM = `
import fcntl, os, pty, select, struct, sys, termios
columns, rows, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", int(rows), int(columns), 0, 0))
while True:
    ready, _, _ = select.select([terminal, 0], [], [])
    for descriptor in ready:
        try:
            data = os.read(descriptor, 65536)
        except OSError:
            data = b""
        if data == b"" and descriptor == terminal:
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        if data == b"":
            os.kill(pid, 9)
        os.write(1 if descriptor == terminal else terminal, data)
`;

/** A command that runs at a terminal. */
export interface TerminalRun extends AsyncDisposable {
  readonly screen: Screen;
  type(text: string): void;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
}

/** Runs a command at a terminal of 100 columns and 30 rows; disposing kills it. */
export function runInTerminal(command: readonly string[], env: NodeJS.ProcessEnv): TerminalRun {
  const screen = new Screen(100, 30);
  const child = spawn('python3', ['-c', PROGRAM, '100', '30', ...command], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => screen.write(text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    screen,
    type: (text) => void child.stdin.write(text),
    ended,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}

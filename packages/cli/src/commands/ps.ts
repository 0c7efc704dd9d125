import type { AppStatus } from '@celeriac/deployer';
import { CONTROLLER_LOCK, findLockHolder, findStateDirectory } from '@celeriac/state';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { renderLastLines } from '../render/render-last-lines.ts';
import { renderTable } from '../render/render-table.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { openSession } from '../session/open-session.ts';
import { stateDirectoryOf } from '../session/resolve-services.ts';

/** `celeriac ps`: how every deployed app stands. */
export async function ps(
  { terminal, signal }: CommandContext,
  flags: ServiceFlags & { json?: boolean },
): Promise<ExitCode> {
  const state = await findStateDirectory(stateDirectoryOf(flags));
  if (state === undefined) return showNothing(terminal, flags.json ?? false);
  await using session = await openSession(state, flags, { signal });
  const apps = await session.deployer.status({ signal });
  const controller = await findLockHolder(session.state.resolve(CONTROLLER_LOCK));
  if (flags.json) {
    const pid = controller?.pid ?? null;
    terminal.data(JSON.stringify({ controller: { pid }, apps }, undefined, 2));
    return EXIT.done;
  }
  if (apps.length === 0) terminal.say('Nothing is deployed.');
  else terminal.data(renderTable([HEADING, ...apps.map(toRow)]));
  for (const app of apps) sayProblem(app, terminal);
  if (apps.length > 0 && controller === undefined)
    terminal.say('The controller is not running; start it with celeriac serve.');
  return EXIT.done;
}

/** Where nothing was deployed there is nothing to ask for either. */
function showNothing(terminal: CommandContext['terminal'], asJson: boolean): ExitCode {
  if (asJson) terminal.data(JSON.stringify({ controller: { pid: null }, apps: [] }));
  else terminal.say('Nothing is deployed.');
  return EXIT.done;
}

/** What went wrong last, how long ago, and what to do; nothing of what was mended long ago. */
function sayProblem(
  { plugin, app, state, problem }: AppStatus,
  { say, paint }: CommandContext['terminal'],
): void {
  if (problem === undefined) return;
  const ageMs = Date.now() - Date.parse(problem.at);
  const isOver = state === 'ready' || state === 'asleep';
  if (isOver && ageMs > SHOWN_MS) return;
  const subject = paint(isOver ? 'warning' : 'bad', `${plugin}/${app}`);
  say(`${subject} ${paint('dim', `${toAge(ageMs)} ago`)} ${problem.message}`);
  for (const line of renderLastLines(problem.lastLines)) say(`  ${paint('dim', line)}`);
  if (problem.remedy !== undefined) say(`  ${paint('dim', 'do')} ${problem.remedy}`);
}

/** A problem that is over is shown for an hour. */
const SHOWN_MS = 3_600_000;

function toAge(ageMs: number): string {
  const seconds = Math.max(0, Math.round(ageMs / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

const HEADING = ['PLUGIN', 'APP', 'VERSION', 'STATE', 'READY', 'WAITING', 'RUNNING', 'FUNCTIONS'];

function toRow(status: AppStatus): readonly string[] {
  const { plugin, app, version, state, replicas, queue, functions } = status;
  return [
    plugin,
    app,
    String(version),
    state,
    `${replicas.ready}/${replicas.desired}`,
    queue ? String(queue.waiting) : '-',
    queue ? String(queue.running) : '-',
    functions.map((name) => name.slice(plugin.length + 1)).join(', '),
  ];
}

import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { BuildFlags, ServiceFlags } from '../service-flags.ts';
import { type Finding, findings } from './doctor-findings.ts';

/** `celeriac doctor`: looks at everything a deploy needs, and says what to do about the rest. */
export async function doctor(
  { terminal, signal }: CommandContext,
  flags: ServiceFlags & BuildFlags & { json?: boolean },
): Promise<ExitCode> {
  const found: Finding[] = [];
  for await (const finding of findings(flags, signal)) {
    found.push(finding);
    if (!flags.json) render(finding, terminal);
  }
  if (flags.json) terminal.data(JSON.stringify({ findings: found }, undefined, 2));
  return found.some(({ level }) => level === 'problem') ? EXIT.operational : EXIT.done;
}

function render(
  { level, subject, message, remedy }: Finding,
  { say, paint }: CommandContext['terminal'],
): void {
  const marks = { ok: paint('good', '✓'), note: paint('warning', '!'), problem: paint('bad', '✗') };
  say(`${marks[level]} ${paint('strong', subject)} ${message}`);
  if (remedy !== undefined) say(`  ${paint('dim', 'do')} ${remedy}`);
}

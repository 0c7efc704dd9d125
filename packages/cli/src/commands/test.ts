import { resolve } from 'node:path';
import { hasErrors } from '@celeriac/diagnostic';
import { defaultCacheDirectory } from '@celeriac/local';
import { type PluginModel, readPlugin } from '@celeriac/plugin';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { findUnmet } from '../dev/find-unmet.ts';
import { type Example, findExamples } from '../examples/example.ts';
import { openTestPlace, type PlaceKind } from '../examples/open-test-place.ts';
import { tryExamples } from '../examples/try-examples.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { createFileTexts } from '../render/file-texts.ts';
import { renderDeployEvent } from '../render/render-deploy-event.ts';
import { renderDiagnostics } from '../render/render-diagnostics.ts';
import { showControls } from '../render/show-controls.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { type DeployFlags, readDeploySettings } from '../session/deploy-settings.ts';
import { findSuites, type TestSuite } from '../suites/find-suites.ts';
import { compareRows, type TestRow } from '../suites/test-row.ts';
import { trySuites } from '../suites/try-suites.ts';
import type { Terminal } from '../terminal.ts';
import { tellingDiagnostics } from './telling-diagnostics.ts';

/** Flags of `celeriac test`. */
export interface TestFlags extends ServiceFlags, DeployFlags {
  readonly in: PlaceKind | 'both';
  readonly timeout: string;
  readonly cacheDir?: string;
  readonly json?: boolean;
}

/** What there is to test. */
interface Tests {
  readonly plugin: PluginModel;
  readonly examples: readonly Example[];
  readonly suites: readonly TestSuite[];
}

/**
 * `celeriac test`: runs the `#test:` lines and the `tests/` folders of a plugin on this machine, in
 * containers, or both.
 */
export async function test(
  context: CommandContext,
  folder: string,
  flags: TestFlags,
): Promise<ExitCode> {
  const { terminal, signal } = context;
  const root = resolve(folder);
  const { value: plugin, diagnostics } = await readPlugin(root, { signal });
  await renderDiagnostics(diagnostics, root, terminal);
  if (plugin === undefined || hasErrors(diagnostics)) return EXIT.diagnostics;
  const examples = await findExamples(plugin, createFileTexts(root).textOf);
  const { suites, strays } = await findSuites(plugin);
  for (const file of strays)
    terminal.say(
      `${terminal.paint('warning', '!')} ${file} is of no app: it belongs into tests/<app>/, or into the app's own tests/`,
    );
  if (examples.length === 0 && suites.length === 0) {
    terminal.say(
      'There are no tests. One is a line above a function, #test: add(1, 2) == 3; or a file for pytest in the app, tests/test_add.py.',
    );
    return EXIT.done;
  }
  return await tellingDiagnostics({ root, terminal, json: flags.json === true }, async () => {
    const rows: TestRow[] = [];
    const kinds: readonly PlaceKind[] = flags.in === 'both' ? ['local', 'container'] : [flags.in];
    for (const kind of kinds)
      for await (const row of tryAll({ plugin, examples, suites }, { kind, flags, context })) {
        rows.push(row);
        if (!flags.json) tellRow(row, terminal);
      }
    return report(rows, flags, context);
  });
}

async function* tryAll(
  { plugin, examples, suites }: Tests,
  {
    kind,
    flags,
    context: { terminal, signal },
  }: { readonly kind: PlaceKind; readonly flags: TestFlags; readonly context: CommandContext },
): AsyncGenerator<TestRow, void, undefined> {
  const timeoutMs = readTimeout(flags) * 1000;
  const cacheDirectory = resolve(flags.cacheDir ?? defaultCacheDirectory(process.env));
  for (const app of kind === 'local' ? plugin.apps : [])
    for (const what of findUnmet(app))
      terminal.say(`${terminal.paint('warning', '!')} ${app.name}: ${what}: see --in container`);
  await using place = await openTestPlace(plugin, kind, {
    flags,
    settings: await readDeploySettings(flags),
    cacheDirectory,
    signal,
    onEvent: (event) => {
      if (event.kind === 'build' || event.kind === 'starting') renderDeployEvent(event, terminal);
    },
  });
  yield* tryExamples(examples, place, signal);
  const onLine = (line: string): void =>
    terminal.say(terminal.paint('dim', `  │ ${showControls(line)}`));
  yield* trySuites(suites, place, { cacheDirectory, timeoutMs, signal, onLine });
}

function readTimeout({ timeout }: TestFlags): number {
  const seconds = Number(timeout);
  if (seconds > 0 && seconds <= 86_400) return seconds;
  throw new CliError('BAD_USAGE', `--timeout takes a number of seconds, not "${timeout}".`);
}

function tellRow(
  { name, at, in: kind, state, problem, details = [] }: TestRow,
  terminal: Terminal,
): void {
  const { paint, say } = terminal;
  const marks = {
    passed: paint('good', '✓'),
    failed: paint('bad', '✗'),
    skipped: paint('dim', '−'),
  };
  say(`${marks[state]} ${showControls(name)} ${paint('dim', `${kind} ${at}`)}`);
  if (problem !== undefined) say(`    ${showControls(problem)}`);
  for (const line of details) say(paint('dim', `    │ ${showControls(line)}`));
}

function report(
  rows: readonly TestRow[],
  flags: TestFlags,
  { terminal }: CommandContext,
): ExitCode {
  const count = (state: TestRow['state']): number =>
    rows.filter((row) => row.state === state).length;
  const differences = compareRows(rows);
  if (flags.json) {
    const tests = rows.map(({ name, at, in: place, state, problem, details }) => ({
      ...{ test: name, at, in: place, state, passed: state === 'passed' },
      ...(problem !== undefined && { problem }),
      ...(details !== undefined && { details }),
    }));
    terminal.data(JSON.stringify({ tests, differences }, undefined, 2));
  } else {
    for (const difference of differences)
      terminal.say(`${terminal.paint('bad', '≠')} ${showControls(difference)}`);
    const skipped = count('skipped');
    const besides = skipped === 0 ? '' : `, ${skipped} skipped`;
    terminal.say(`${count('passed')} of ${rows.length - skipped} hold${besides}`);
  }
  return count('failed') + differences.length === 0 ? EXIT.done : EXIT.diagnostics;
}

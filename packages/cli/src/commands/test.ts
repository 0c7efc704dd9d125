import { resolve } from 'node:path';
import { hasErrors } from '@celeriac/diagnostic';
import type { Functions } from '@celeriac/functions';
import { defaultCacheDirectory } from '@celeriac/local';
import { type PluginModel, readPlugin } from '@celeriac/plugin';
import type { CommandContext } from '../command-context.ts';
import { type Example, findExamples } from '../examples/example.ts';
import { compareOutcomes, judgeOutcome, type Outcome } from '../examples/judge-outcome.ts';
import { openTestPlace, type PlaceKind } from '../examples/open-test-place.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { createFileTexts } from '../render/file-texts.ts';
import { renderDeployEvent } from '../render/render-deploy-event.ts';
import { renderDiagnostics } from '../render/render-diagnostics.ts';
import { showControls } from '../render/show-controls.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { type DeployFlags, readDeploySettings } from '../session/deploy-settings.ts';
import { tellingDiagnostics } from './telling-diagnostics.ts';

/** Flags of `celeriac test`. */
export interface TestFlags extends ServiceFlags, DeployFlags {
  readonly in: PlaceKind | 'both';
  readonly cacheDir?: string;
  readonly json?: boolean;
}

/** One example, where it was run. */
interface Tried {
  readonly example: Example;
  readonly kind: PlaceKind;
  readonly outcome: Outcome;
  /** Why it is not as expected. */
  readonly problem: string | undefined;
}

/** `celeriac test`: runs the `#test:` lines of a plugin on this machine, in containers, or both. */
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
  if (examples.length === 0) {
    terminal.say('There is no #test: line; one is: #test: add(1, 2) == 3');
    return EXIT.done;
  }
  return await tellingDiagnostics({ root, terminal, json: flags.json === true }, async () => {
    const tried: Tried[] = [];
    const kinds: readonly PlaceKind[] = flags.in === 'both' ? ['local', 'container'] : [flags.in];
    for (const kind of kinds)
      tried.push(...(await tryAll(plugin, examples, { kind, flags, context })));
    return report(tried, flags, context);
  });
}

async function tryAll(
  plugin: PluginModel,
  examples: readonly Example[],
  {
    kind,
    flags,
    context: { terminal, signal },
  }: { readonly kind: PlaceKind; readonly flags: TestFlags; readonly context: CommandContext },
): Promise<readonly Tried[]> {
  await using place = await openTestPlace(plugin, kind, {
    flags,
    settings: await readDeploySettings(flags),
    cacheDirectory: resolve(flags.cacheDir ?? defaultCacheDirectory(process.env)),
    signal,
    onEvent: (event) => {
      if (event.kind === 'build' || event.kind === 'starting') renderDeployEvent(event, terminal);
    },
  });
  const tried: Tried[] = [];
  for (const example of examples) {
    const outcome = await tryOne(example, place.functions, signal);
    const problem = judgeOutcome(example.expected, outcome);
    tried.push({ example, kind, outcome, problem });
    if (flags.json) continue;
    const mark = problem === undefined ? terminal.paint('good', '✓') : terminal.paint('bad', '✗');
    const where = terminal.paint('dim', `${kind} ${example.place}`);
    terminal.say(`${mark} ${showControls(example.text)} ${where}`);
    if (problem !== undefined) terminal.say(`    ${showControls(problem)}`);
  }
  return tried;
}

async function tryOne(
  { callName, arguments: given }: Example,
  functions: Functions,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    return { kind: 'value', value: await functions.call(callName, given, { signal }) };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'error', error: error as Error };
  }
}

function report(tried: readonly Tried[], flags: TestFlags, { terminal }: CommandContext): ExitCode {
  const failed = tried.filter(({ problem }) => problem !== undefined).length;
  const differing = compare(tried);
  if (flags.json) {
    const rows = tried.map(({ example, kind, problem }) => ({
      ...{ test: example.text, at: example.place, in: kind },
      ...(problem === undefined ? { passed: true } : { passed: false, problem }),
    }));
    terminal.data(JSON.stringify({ tests: rows, differences: differing }, undefined, 2));
  } else {
    for (const difference of differing)
      terminal.say(`${terminal.paint('bad', '≠')} ${showControls(difference)}`);
    terminal.say(`${tried.length - failed} of ${tried.length} hold`);
  }
  return failed + differing.length === 0 ? EXIT.done : EXIT.diagnostics;
}

/** What came out differently here and in the container. */
function compare(tried: readonly Tried[]): readonly string[] {
  return tried.flatMap(({ example, kind, outcome }) => {
    const other = tried.find((one) => one.example === example && one.kind === 'container');
    if (kind !== 'local' || other === undefined) return [];
    const difference = compareOutcomes(outcome, other.outcome);
    return difference === undefined ? [] : [`${example.text} ${example.place}: ${difference}`];
  });
}

import { hasErrors } from '@celeriac/diagnostic';
import { type CheckedFunction, type CheckReport, toShown } from '../commands/check-report.ts';
import type { Terminal } from '../terminal.ts';
import { countDiagnostics, renderDiagnostics } from './render-diagnostics.ts';

/** Says a check to a person: what is wrong, then what was found, then how much of both. */
export async function renderCheckText(report: CheckReport, terminal: Terminal): Promise<void> {
  const { plugins, functions, diagnostics } = report;
  await renderDiagnostics(diagnostics, '.', terminal);
  for (const plugin of plugins)
    for (const app of plugin.apps) {
      terminal.say(`${terminal.paint('strong', app.name)} ${toShown(app.directory)}`);
      for (const found of functions)
        if (found.app?.plugin === plugin.name && found.app.name === app.name)
          sayFunction(found, terminal);
    }
  const listed = new Set(plugins.map(({ name }) => name));
  for (const found of functions)
    if (!listed.has(found.app?.plugin ?? '')) sayFunction(found, terminal);
  const counts = countDiagnostics(diagnostics);
  if (hasErrors(diagnostics)) terminal.say(`${terminal.paint('bad', '✗')} ${counts}`);
  else if (functions.length === 0 && counts === '') terminal.say('No annotated function is there.');
  else terminal.say(`${terminal.paint('good', '✓')} ${counts || 'no problems'}`);
}

function sayFunction({ file, signature, app }: CheckedFunction, terminal: Terminal): void {
  const { name } = signature;
  const callName = app ? `${app.plugin}:${name}` : name;
  terminal.say(`  ${callName} ${terminal.paint('dim', file)}`);
}

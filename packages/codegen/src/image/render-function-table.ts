import { taskName } from '@celeriac/deployment';
import type { AppFunction } from '@celeriac/plugin';
import type { Parameter } from '@celeriac/signature';

/** The version of the table's form; the worker refuses any other. */
const TABLE_VERSION = 1;

/**
 * Writes `functions.json`, by which the worker finds and calls an app's functions.
 *
 * For each: task name and aliases, module and `def`, inputs and outputs with their types, whether it
 * takes `ctx`, and whether it may run twice (`#meta.idempotent: true`).
 */
export function renderFunctionTable(
  functions: readonly AppFunction[],
  { plugin, contract }: { readonly plugin: string; readonly contract: string },
): string {
  const entries = functions.map(({ signature, module, definition, takesContext }) => ({
    task: taskName(plugin, signature.name),
    aliases: (signature.aliases ?? []).map((alias) => taskName(plugin, alias)),
    module,
    definition,
    takesContext,
    idempotent: signature.meta?.['idempotent']?.trim().toLowerCase() === 'true',
    inputs: signature.inputs.map(toEntry),
    outputs: signature.outputs.map(toEntry),
  }));
  return `${JSON.stringify({ tableVersion: TABLE_VERSION, contract, functions: entries }, null, 1)}\n`;
}

function toEntry({ name, type, nullable, optional, default: value }: Parameter): object {
  return {
    name,
    type,
    nullable: nullable === true,
    optional: optional === true || value !== undefined,
  };
}

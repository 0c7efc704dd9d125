import { taskName } from '@celeriac/deployment';
import type { AppFunction } from '@celeriac/plugin';
import { type FunctionSignature, isIdempotent } from '@celeriac/signature';
import { CodegenError } from '../codegen-error.ts';
import { toTableEntry, toTableInput } from './to-table-input.ts';

/** The version of the table's form; the worker refuses any other. */
const TABLE_VERSION = 1;

/**
 * Writes `functions.json`, by which the worker finds and calls an app's functions.
 *
 * For each: task name and aliases, module and `def`, inputs and outputs with their types, what the
 * options of inputs allow and their `def` wants, whether it takes `ctx`, whether it may run twice
 * (`#meta.idempotent: true`), and its own time limits (`#meta.timeout`, `#meta.softTimeout`, in
 * seconds). Throws `CodegenError` with `INVALID_LIMIT`.
 */
export function renderFunctionTable(
  functions: readonly AppFunction[],
  { plugin, contract }: { readonly plugin: string; readonly contract: string },
): string {
  const entries = functions.map(({ signature, module, definition, takesContext, forms }) => ({
    task: taskName(plugin, signature.name),
    aliases: (signature.aliases ?? []).map((alias) => taskName(plugin, alias)),
    module,
    definition,
    takesContext,
    idempotent: isIdempotent(signature),
    ...toLimit(signature, 'timeout'),
    ...toLimit(signature, 'softTimeout'),
    inputs: signature.inputs.map((_, index, all) => toTableInput(all, index, forms.inputs)),
    outputs: signature.outputs.map(toTableEntry),
  }));
  return `${JSON.stringify({ tableVersion: TABLE_VERSION, contract, functions: entries }, null, 1)}\n`;
}

function toLimit(
  { name, meta }: FunctionSignature,
  key: 'timeout' | 'softTimeout',
): Readonly<Record<string, number>> {
  const text = meta?.[key]?.trim();
  if (text === undefined) return {};
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (seconds > 0) return { [key]: seconds };
  throw new CodegenError(
    'INVALID_LIMIT',
    `#meta.${key} of ${name} is "${text}", not a number of seconds above 0.`,
    `Write it as #meta.${key}: 30, or leave it out.`,
  );
}

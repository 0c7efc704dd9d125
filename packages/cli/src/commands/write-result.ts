import { writeFile } from 'node:fs/promises';
import type { FunctionSignature } from '@celeriac/signature';
import { showControls } from '../render/show-controls.ts';
import type { Terminal } from '../terminal.ts';
import { type BytesOutput, describeBytes, replaceBytes, toBytesFacts } from './bytes-output.ts';
import { saveResult } from './save-result.ts';

/** How the result of a call is shown. */
export interface WriteOptions {
  /** As JSON on one line. */
  readonly json?: boolean | undefined;
  /** Where what is no text is saved. */
  readonly output?: string | undefined;
}

/**
 * Writes the result of a call: a text as it is, any other value as JSON. Bytes are described and never
 * written; `output` saves them, or where there are none the result's text.
 */
export async function writeResult(
  terminal: Terminal,
  { signature, result }: { readonly signature: FunctionSignature; readonly result: unknown },
  { json, output }: WriteOptions,
): Promise<void> {
  const found: BytesOutput[] = [];
  replaceBytes(signature, result, (each) => found.push(each));
  const paths = output === undefined ? [] : await saveResult(found, output);
  for (const [index, path] of paths.entries())
    terminal.say(`${describe(found[index]!)} → ${showControls(path)}`);
  const [lone] = found;
  if (!json && lone !== undefined && signature.outputs.length === 1 && found.length === 1) {
    if (paths.length === 0) terminal.data(`${describe(lone)}; save it by --output PATH`);
    return;
  }
  let index = 0;
  const shown = replaceBytes(signature, result, (each) => {
    const savedTo = paths[index++];
    return { ...toBytesFacts(each), ...(savedTo !== undefined && { savedTo }) };
  });
  const text = json || typeof shown !== 'string' ? toJson(shown, json) : shown;
  if (output !== undefined && found.length === 0) return writeFile(output, `${text}\n`);
  terminal.data(text);
}

function describe(found: BytesOutput): string {
  return showControls(describeBytes(found));
}

/** JSON as a machine reads it on one line, or as a person does; what JSON lacks becomes text. */
function toJson(value: unknown, compact = false): string {
  const replace = (_: string, part: unknown): unknown => {
    if (typeof part === 'bigint') return part.toString();
    return typeof part === 'number' && !Number.isFinite(part) ? String(part) : part;
  };
  return JSON.stringify(value, replace, compact ? undefined : 2);
}

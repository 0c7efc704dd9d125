import type { DeployedFunction } from '@celeriac/catalog';
import { loadFrames } from '@celeriac/dataframe';
import { taskName } from '@celeriac/deployment';
import {
  type BytesValue,
  decodeOutputs,
  findReferences,
  type FoundReference,
} from '@celeriac/signature';
import { FunctionsError } from './functions-error.ts';
import { listProblems } from './list-problems.ts';
import { toReceivedFile } from './received-file.ts';

/** What a worker answered or yielded: its JSON, and the parts of the body that it refers to. */
export interface Answer {
  readonly json: unknown;
  readonly parts: readonly Uint8Array[];
}

/** The `readValue` of every call. */
export function toAnswer(json: unknown, parts: readonly Uint8Array[]): Answer {
  return { json, parts };
}

/**
 * Turns what a function answered or yielded into a value; throws `INVALID_RESULT`. One that yields and
 * returned nothing has answered `null`, whatever its outputs are.
 */
export async function decodeAnswer(
  { plugin, signature }: DeployedFunction,
  answer: unknown,
): Promise<unknown> {
  if (answer === null) return null;
  const { json, parts } = answer as Answer;
  const values = new Map<object, BytesValue>();
  for (const found of findReferences(signature, json)) {
    const value = await decodeBytes(found, parts);
    if (value !== undefined) values.set(found.json, value);
  }
  const { value, problems } = decodeOutputs(signature, json, values);
  if (problems.length === 0) return value;
  const task = taskName(plugin, signature.name);
  const message = `${task} answered what does not fit: ${listProblems(problems)}`;
  throw new FunctionsError('INVALID_RESULT', message, {
    problems,
    remedy: 'The worker is of another version than this client; bring both to the same.',
  });
}

async function decodeBytes(
  { type, reference }: FoundReference,
  parts: readonly Uint8Array[],
): Promise<BytesValue | undefined> {
  const bytes = reference.kind === 'part' ? parts[reference.part] : undefined;
  if (bytes === undefined) return undefined;
  if (type === 'dataframe') return (await loadFrames()).decodeFrame(bytes);
  const { name = '', mediaType = '' } = reference;
  if (type === 'graphics') return { kind: 'value', value: { mediaType, bytes } };
  return {
    kind: 'value',
    value: type === 'file' ? toReceivedFile({ name, mediaType }, bytes) : bytes,
  };
}

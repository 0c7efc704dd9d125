import type { DeployedFunction } from '@celeriac/catalog';
import { loadFrames } from '@celeriac/dataframe';
import { taskName } from '@celeriac/deployment';
import { type BytesValue, decodeOutputs, type FoundReference } from '@celeriac/signature';
import { FunctionsError } from './functions-error.ts';
import { listProblems } from './list-problems.ts';
import type { Answer } from './read-answers.ts';
import { toReceivedFile } from './received-file.ts';

/**
 * Turns what a function answered or yielded into a value; throws `INVALID_RESULT`, or the error of
 * the blob store where its bytes cannot be had. One that yields and returned nothing has answered
 * `null`, whatever its outputs are.
 */
export async function decodeAnswer(
  { plugin, signature }: DeployedFunction,
  answer: unknown,
): Promise<unknown> {
  if (answer === null) return null;
  const { json, references, ...bytes } = answer as Answer;
  const values = new Map<object, BytesValue>();
  for (const found of references) {
    const value = await decodeBytes(found, bytes);
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
  { type, reference, json }: FoundReference,
  { parts, opened }: Pick<Answer, 'parts' | 'opened'>,
): Promise<BytesValue | undefined> {
  const { name = '', mediaType = '' } = reference;
  const blob = await opened.get(json);
  if (type === 'file' && blob !== undefined)
    return { kind: 'value', value: toReceivedFile({ name, mediaType }, blob) };
  const part = reference.kind === 'part' ? parts[reference.part] : undefined;
  const bytes = blob === undefined ? part : await blob.bytes();
  blob?.[Symbol.dispose]();
  if (bytes === undefined) return undefined;
  if (type === 'dataframe') return (await loadFrames()).decodeFrame(bytes);
  if (type === 'graphics') return { kind: 'value', value: { mediaType, bytes } };
  return {
    kind: 'value',
    value: type === 'file' ? toReceivedFile({ name, mediaType }, bytes) : bytes,
  };
}

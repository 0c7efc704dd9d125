import { type FunctionSignature, isBytesType, type Parameter } from '@celeriac/signature';
import { CliError } from '../cli-error.ts';
import { readBytesArgument } from './read-bytes-argument.ts';

/**
 * Makes arguments of the words of a command line: `name=value`, each read by the type of its
 * parameter, on top of the object that `--args` gives; `name=@path` for frames, files, blobs and
 * graphics.
 *
 * What cannot be read as its type stays text, so that the call's own check says what is expected.
 */
export async function readCallArguments(
  signature: FunctionSignature,
  words: readonly string[],
  json?: string,
): Promise<Record<string, unknown>> {
  // Without a prototype every name is an ordinary one, `__proto__` too.
  const args = Object.create(null) as Record<string, unknown>;
  if (json !== undefined) Object.assign(args, parseObject(json));
  const given = new Set<string>();
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals < 1)
      throw new CliError('BAD_USAGE', `"${word}" is no argument: write name=value, as in x=1.`);
    const name = word.slice(0, equals);
    if (given.has(name)) throw new CliError('BAD_USAGE', `The argument "${name}" is given twice.`);
    given.add(name);
    const parameter = signature.inputs.find((input) => input.name === name);
    const text = word.slice(equals + 1);
    const isNull = parameter?.nullable === true && text === 'null';
    args[name] =
      parameter && isBytesType(parameter.type) && !isNull
        ? await readBytesArgument(parameter.type.name, { name, text })
        : parseArgument(text, parameter);
  }
  return args;
}

function parseArgument(text: string, parameter: Parameter | undefined): unknown {
  if (parameter?.nullable && text === 'null') return null;
  switch (parameter?.type.name) {
    case 'int':
    case 'double':
      return /^\s*$/.test(text) || Number.isNaN(Number(text)) ? namedNumber(text) : Number(text);
    case 'bigint':
      return /^[+-]?\d+$/.test(text) ? BigInt(text.replace('+', '')) : text;
    case 'bool':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'datetime': {
      const date = new Date(text);
      return Number.isNaN(date.getTime()) ? text : date;
    }
    case 'list':
    case 'string_list':
    case 'column_list':
    case 'map':
    case 'object':
    case 'dynamic':
      return tryJson(text);
    default:
      return text;
  }
}

function namedNumber(text: string): number | string {
  const numbers: Readonly<Record<string, number>> = { NaN, inf: Infinity, '-inf': -Infinity };
  return numbers[text] ?? text;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function parseObject(json: string): Record<string, unknown> {
  const value = tryJson(json);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new CliError('BAD_USAGE', `--args takes a JSON object, as in '{"x": 1}'.`);
}

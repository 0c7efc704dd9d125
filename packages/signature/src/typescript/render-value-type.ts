import type { BytesTypeName } from '../bytes/attachment.ts';
import type { Parameter } from '../function-signature.ts';
import { elementType, takesNull, type ValueType } from '../value-type.ts';
import { wireChoices, type WireChoice } from '../wire-choices.ts';
import { renderString } from './typescript-text.ts';

/** Whether a type is of what callers pass, or of what they get. */
export type Direction = 'input' | 'output';

/** The TypeScript type of an argument or of an output, null included where it may be null. */
export function renderParameterType(parameter: Parameter, direction: Direction): string {
  const { type, nullable } = parameter;
  const choices = direction === 'input' ? wireChoices(parameter) : undefined;
  const text = choices ? renderChoices(type, choices) : renderType(type, direction);
  return nullable === true && !takesNull(type) ? `${text} | null` : text;
}

function renderType(type: ValueType, direction: Direction): string {
  const isInput = direction === 'input';
  switch (type.name) {
    case 'int':
    case 'double':
      return 'number';
    case 'bigint':
      return isInput ? 'bigint | number' : 'bigint';
    case 'bool':
      return 'boolean';
    case 'string':
    case 'column':
      return 'string';
    case 'datetime':
      return 'Date';
    case 'list':
    case 'string_list':
    case 'column_list': {
      const element = elementType(type);
      return renderArray(element ? renderType(element, direction) : 'unknown', direction);
    }
    case 'map':
      return isInput ? 'Readonly<Record<string, unknown>>' : 'Record<string, unknown>';
    case 'object':
    case 'dynamic':
      return 'unknown';
    case 'dataframe':
    case 'file':
    case 'blob':
    case 'graphics':
      return BYTES_NAMES[type.name][direction];
  }
}

/** What `@celeriac/functions` calls the values of bytes. */
const BYTES_NAMES: Readonly<Record<BytesTypeName, Readonly<Record<Direction, string>>>> = {
  dataframe: { input: 'DataFrameInput', output: 'DataFrame' },
  file: { input: 'FileInput', output: 'ReceivedFile' },
  blob: { input: 'BlobInput', output: 'Uint8Array' },
  graphics: { input: 'GraphicsInput', output: 'Graphics' },
};

/** The name that declarations of a parameter import from `@celeriac/functions`, where there is one. */
export function importedName({ type }: Parameter, direction: Direction): string | undefined {
  const { name } = elementType(type) ?? type;
  const known = Object.hasOwn(BYTES_NAMES, name) && BYTES_NAMES[name as BytesTypeName][direction];
  return known && known !== 'Uint8Array' ? known : undefined;
}

function renderArray(element: string, direction: Direction): string {
  const item = /[|]|^readonly /.test(element) ? `(${element})` : element;
  return direction === 'input' ? `readonly ${item}[]` : `${item}[]`;
}

function renderChoices(type: ValueType, choices: readonly WireChoice[]): string {
  const element = elementType(type);
  if (element) return renderArray(renderChoices(element, choices), 'input');
  const literals = choices.map((choice) => renderLiteral(type, choice));
  // A literal cannot say what makes a choice of these; the call is checked in any case.
  if (literals.includes(undefined)) return renderType(type, 'input');
  return literals.length === 0 ? 'never' : [...new Set(literals)].join(' | ');
}

/** The literal type of a choice; `undefined` where TypeScript has none. */
function renderLiteral(type: ValueType, choice: WireChoice): string | undefined {
  switch (type.name) {
    case 'int':
      return String(choice);
    case 'double':
      if (choice === '-0') return '0';
      return typeof choice === 'number' ? String(choice) : undefined;
    case 'bigint': {
      const isSafe = Number.isSafeInteger(Number(choice));
      return isSafe ? `${String(choice)}n | ${String(choice)}` : `${String(choice)}n`;
    }
    case 'bool':
      return String(choice);
    case 'string':
    case 'column':
      return renderString(String(choice));
    default:
      return undefined;
  }
}

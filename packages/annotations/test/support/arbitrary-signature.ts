import {
  encodeValue,
  TYPE_NAMES,
  type FunctionSignature,
  type JsonValue,
  type Parameter,
  type TypeName,
  type ValueType,
} from '@celeriac/signature';
import fc from 'fast-check';

const name = fc.constantFrom('x', 'y1', 'größe', '_', 'ctx', 'int', 'input', 'constructor', 'Ab');

/** Text that a header line can hold: any but line breaks, without white space around it. */
const line = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 12 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
    fc.constantFrom('{', '# x', '[a] {b: 1}', '"', '//', ': :', '\ud800', '\u2028', '`\\'),
  )
  .map((text) => text.replace(/[\r\n]/g, '').trim() || '-');

/** A description: its brackets come in pairs, and its quotes are apostrophes within words. */
const description = fc
  .array(
    fc.oneof(
      line.map((text) => text.replace(/[[\](){}"']/g, '')),
      fc.constantFrom("it's", '[0, 1]', '(a [b])', '{a: 1; b}', '# no', '= 3', '"a ] b"', '<b>'),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((words) => words.join(' ').trim() || '-');

/** Any text without half a surrogate pair, which no value may hold. */
const content = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ maxLength: 12 }),
    fc.constantFrom(
      '',
      ' a ',
      '"',
      "'",
      '\\',
      '\\n',
      '\n',
      '"}',
      '[x',
      '] {min: 1} [',
      '\\"',
      'null',
    ),
  )
  .filter((text) => text.isWellFormed());
const json = fc
  .jsonValue({ maxDepth: 3 })
  .filter((value) => JSON.stringify(value).isWellFormed() && !/-0\b/.test(JSON.stringify(value)))
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
const integer = fc.maxSafeInteger().map((value) => value || 0);
const date = fc
  .date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true })
  .map((value) => value.toISOString());
const double = fc.double().map((value) => encodeValue({ name: 'double' }, value).value);
const NO_DEFAULT = fc.constant(null);

const VALUES: Readonly<Record<TypeName, fc.Arbitrary<JsonValue>>> = {
  int: integer,
  bigint: fc.bigInt().map(String),
  double,
  bool: fc.boolean(),
  string: content,
  datetime: date,
  list: fc.array(json, { maxLength: 3 }),
  string_list: fc.array(content, { maxLength: 3 }),
  map: fc
    .dictionary(content, json, { maxKeys: 3 })
    .map((value) => JSON.parse(JSON.stringify(value)) as JsonValue),
  object: json.filter((value) => typeof value !== 'string' || !/^\s*[[{]/.test(value)),
  dynamic: json.filter((value) => typeof value !== 'string' || !/^\s*[[{]/.test(value)),
  dataframe: NO_DEFAULT,
  column: content,
  column_list: fc.array(content, { maxLength: 3 }),
  file: NO_DEFAULT,
  blob: NO_DEFAULT,
  graphics: NO_DEFAULT,
};

const valueType: fc.Arbitrary<ValueType> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TYPE_NAMES).map((type) => ({ name: type })) },
  fc
    .constantFrom<TypeName[]>('int', 'bigint', 'double', 'bool', 'string', 'datetime', 'object')
    .map((element) => ({ name: 'list' as const, element })),
);

function defaultOf({ name: type, element }: ValueType): fc.Arbitrary<JsonValue> {
  const value = element === undefined ? VALUES[type] : fc.array(VALUES[element], { maxLength: 3 });
  return fc.oneof({ weight: 5, arbitrary: value }, fc.constant(null));
}

const NUMBERS: readonly TypeName[] = ['int', 'bigint', 'double'];

/** Facts that options state, where they have a meaning for the type. */
function optionFacts(type: ValueType): fc.Arbitrary<Partial<Parameter>> {
  const isNumber = NUMBERS.includes(type.element ?? type.name);
  const takesChoices = isNumber || ['string', 'string_list'].includes(type.name);
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0);
  const choice: fc.Arbitrary<string | number> = isNumber ? finite : content;
  return fc.record(
    {
      nullable: fc.boolean(),
      ...(isNumber && { min: finite, max: finite }),
      ...(takesChoices && { choices: fc.array(choice, { minLength: 1, maxLength: 3 }) }),
    },
    { requiredKeys: [] },
  );
}

const rawOptions = fc.dictionary(
  fc.constantFrom('caption', 'units', 'category', 'format', 'unknownKey', 'x-y'),
  fc.constantFrom('', 'A b', '["a;b"; "c"]', '{"a": 1}', "it's", 'Plugin:f', 'd, HH:mm', '#0'),
  { maxKeys: 3 },
);

function parameterOf(named: string, direction: 'input' | 'output'): fc.Arbitrary<Parameter> {
  return valueType.chain((type) =>
    fc
      .record(
        {
          initial: defaultOf(type).map((value) => ({ value })),
          optional: fc.boolean(),
          description,
          options: rawOptions,
          facts: optionFacts(type),
        },
        { requiredKeys: ['facts'] },
      )
      .map(({ initial, optional, facts, options, ...rest }) => ({
        name: named,
        type,
        ...facts,
        ...rest,
        ...(options && Object.keys(options).length > 0 && { options: { ...options } }),
        ...(optional !== undefined && { optional }),
        ...(initial && direction === 'input' && { default: initial.value, optional: true }),
      })),
  );
}

function parameters(direction: 'input' | 'output'): fc.Arbitrary<readonly Parameter[]> {
  return fc
    .uniqueArray(name, { maxLength: 4 })
    .chain((names) => fc.tuple(...names.map((named) => parameterOf(named, direction))));
}

const tag = line.map((text) => text.replace(/,/g, '').trim() || '-');
const metaKey = fc.constantFrom(
  'author',
  'help-url',
  'schedule.runAs',
  'meta.b',
  'name',
  'tags',
  'a',
  'B.c-d',
  'ключ',
  'input',
  'type',
);

/** Any signature that a header can say, though its options need not state its facts. */
export const expressibleSignature: fc.Arbitrary<FunctionSignature> = fc
  .record(
    {
      name: fc.constantFrom('f', 'Größe', 'add_2', '名'),
      aliases: fc.tuple(fc.constantFrom('other', 'añadir')),
      friendlyName: line,
      description: line,
      tags: fc.array(tag, { minLength: 1, maxLength: 3 }),
      require: fc.array(tag, { minLength: 1, maxLength: 3 }),
      inputs: parameters('input'),
      outputs: parameters('output'),
      meta: fc.dictionary(metaKey, line, { minKeys: 1, maxKeys: 4 }),
    },
    { requiredKeys: ['name', 'inputs', 'outputs'] },
  )
  .map(({ meta, ...rest }) => ({ ...rest, ...(meta && { meta: { ...meta } }) }));

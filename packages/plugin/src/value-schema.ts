/** The part of JSON Schema that `container.json` is described in and checked by. */
export type ValueSchema = {
  readonly description?: string;
  readonly deprecated?: true;
  readonly default?: unknown;
} & (
  | { readonly type: 'boolean' }
  | {
      readonly type: 'number' | 'integer';
      readonly minimum?: number;
      readonly exclusiveMinimum?: number;
      readonly maximum?: number;
    }
  | { readonly type: 'string'; readonly pattern?: string; readonly title?: string }
  | { readonly type: 'null' }
  | { readonly enum: readonly string[] }
  | { readonly type: 'array'; readonly items: ValueSchema }
  | {
      readonly type: 'object';
      readonly additionalProperties: ValueSchema;
      readonly propertyNames: ValueSchema;
    }
  | {
      readonly type: 'object';
      readonly properties: Readonly<Record<string, ValueSchema>>;
      readonly required?: readonly string[];
      readonly additionalProperties: false;
    }
  | { readonly anyOf: readonly ValueSchema[] }
);

/** Says what a schema asks for: `an integer of at least 1`, `"a", "b" or a list of strings`. */
export function describeSchema(schema: ValueSchema): string {
  if ('enum' in schema) return schema.enum.map((choice) => `"${choice}"`).join(' or ');
  if ('anyOf' in schema) return schema.anyOf.map(describeSchema).join(' or ');
  switch (schema.type) {
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'string':
      return schema.title ?? 'a string';
    case 'array':
      return `a list (of ${describeSchema(schema.items).replace(/^an? /, '')})`;
    case 'object':
      return 'properties' in schema
        ? `an object with ${Object.keys(schema.properties).join(' and ')}`
        : 'an object of strings';
    default: {
      const noun = schema.type === 'integer' ? 'an integer' : 'a number';
      const { minimum, exclusiveMinimum, maximum } = schema;
      if (exclusiveMinimum !== undefined) return `${noun} above ${exclusiveMinimum}`;
      if (maximum !== undefined) return `${noun} from ${minimum ?? 0} to ${maximum}`;
      return minimum === undefined ? noun : `${noun} of at least ${minimum}`;
    }
  }
}

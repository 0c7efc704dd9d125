/** The parts of an `input` or `output` line, each as it is written. */
export interface WrittenParameter {
  readonly type: string;
  readonly name: string;
  /** In its quotes or brackets, if it has any. */
  readonly default?: string | undefined;
  /** Keys and values, in order. */
  readonly options?: readonly (readonly [key: string, value: string])[];
  /** Without its brackets. */
  readonly description?: string | undefined;
}

/** Writes the value of an `input` or `output` tag: `type name = default {key: value} [description]`. */
export function joinParameter(parts: WrittenParameter): string {
  const { type, name, default: initial, options = [], description } = parts;
  const written = options.map(([key, value]) => (value === '' ? `${key}:` : `${key}: ${value}`));
  return [
    type,
    name,
    ...(initial === undefined ? [] : [`= ${initial}`]),
    ...(written.length === 0 ? [] : [`{${written.join('; ')}}`]),
    ...(description === undefined ? [] : [`[${description}]`]),
  ].join(' ');
}

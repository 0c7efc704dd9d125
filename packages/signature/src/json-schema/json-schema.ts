import type { JsonValue } from '../value-type.ts';

/** A JSON Schema as plain JSON. */
export type JsonSchema = Readonly<Record<string, JsonValue>>;

/** The dialect of every schema made here. */
export const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

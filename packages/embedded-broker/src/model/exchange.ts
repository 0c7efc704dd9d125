import { isDeepStrictEqual } from 'node:util';
import { AmqpError } from '../amqp-error.ts';
import type { FieldTable, FieldValue } from '../wire/field-table.ts';
import { readHeaders } from '../wire/content-header.ts';
import type { Message } from './message.ts';
import type { Queue } from './queue.ts';
import { matchesTopic } from './topic-match.ts';

/** How an exchange chooses among its bindings. */
export const EXCHANGE_TYPES = ['direct', 'fanout', 'topic', 'headers'] as const;
export type ExchangeType = (typeof EXCHANGE_TYPES)[number];

/** How many of a binding's arguments a message's headers must have; those that begin with `x-` count where it says so. */
const MATCHES = ['all', 'any', 'all-with-x', 'any-with-x'];

/** How an exchange was declared. */
export interface ExchangeDeclaration {
  readonly name: string;
  readonly type: ExchangeType;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  /** Takes messages from other exchanges only. */
  readonly internal: boolean;
  readonly arguments: FieldTable;
}

/** Where an exchange sends what fits. */
export interface Binding {
  readonly target: Queue | Exchange;
  readonly key: string;
  readonly arguments: FieldTable;
}

/** Takes messages and names where they go. */
export class Exchange {
  readonly declaration: ExchangeDeclaration;
  readonly #byKey = new Map<string, Binding[]>();

  constructor(declaration: ExchangeDeclaration) {
    this.declaration = declaration;
  }

  get isBound(): boolean {
    return this.#byKey.size > 0;
  }

  /** Throws `AmqpError` 406 where a headers exchange is told to match in a way that there is not. */
  bind(binding: Binding): void {
    const how = howItMatches(binding.arguments);
    if (this.declaration.type === 'headers' && !MATCHES.includes(how))
      throw new AmqpError('PRECONDITION_FAILED', `Invalid x-match field value ${how}`);
    const same = this.#byKey.get(binding.key) ?? [];
    if (same.some((other) => isSame(other, binding))) return;
    this.#byKey.set(binding.key, [...same, binding]);
  }

  /** Whether there was such a binding. */
  unbind(binding: Binding): boolean {
    return this.#remove(binding.key, (other) => isSame(other, binding));
  }

  /** Removes every binding to a queue or exchange that is gone. */
  forget(target: Queue | Exchange): void {
    for (const key of [...this.#byKey.keys()])
      this.#remove(key, (binding) => binding.target === target);
  }

  bindingsTo(target: Queue | Exchange): readonly Binding[] {
    return [...this.#byKey.values()].flat().filter((binding) => binding.target === target);
  }

  /** Where a message goes from here; a target may come more than once. */
  targetsOf(message: Message): readonly Binding[] {
    const { type } = this.declaration;
    if (type === 'direct') return this.#byKey.get(message.routingKey) ?? [];
    const all = [...this.#byKey.values()].flat();
    if (type === 'fanout') return all;
    if (type === 'topic') return all.filter(({ key }) => matchesTopic(key, message.routingKey));
    const headers = readHeaders(message.header.raw);
    return all.filter((binding) => matchesHeaders(binding.arguments, headers));
  }

  /** The one queue that a direct exchange has for a message: what nearly all are, found quickly. */
  onlyQueueFor({ routingKey }: Message): Queue | undefined {
    if (this.declaration.type !== 'direct') return undefined;
    const bindings = this.#byKey.get(routingKey);
    const target = bindings?.length === 1 ? bindings[0]!.target : undefined;
    return target instanceof Exchange ? undefined : target;
  }

  #remove(key: string, is: (binding: Binding) => boolean): boolean {
    const bindings = this.#byKey.get(key) ?? [];
    const kept = bindings.filter((binding) => !is(binding));
    if (kept.length === 0) this.#byKey.delete(key);
    else this.#byKey.set(key, kept);
    return kept.length < bindings.length;
  }
}

function isSame(one: Binding, other: Binding): boolean {
  return (
    one.target === other.target &&
    one.key === other.key &&
    isDeepStrictEqual(one.arguments, other.arguments)
  );
}

function matchesHeaders(wanted: FieldTable, headers: FieldTable): boolean {
  const how = howItMatches(wanted);
  const counts = (key: string): boolean =>
    how.endsWith('-with-x') ? key !== 'x-match' : !key.startsWith('x-');
  const entries = Object.entries(wanted).filter(([key]) => counts(key));
  const fits = ([key, value]: [string, FieldValue]): boolean =>
    Object.hasOwn(headers, key) && (value === null || isDeepStrictEqual(headers[key], value));
  return how.startsWith('any') ? entries.some(fits) : entries.every(fits);
}

function howItMatches({ 'x-match': how = 'all' }: FieldTable): string {
  return typeof how === 'string' ? how : 'not a string';
}

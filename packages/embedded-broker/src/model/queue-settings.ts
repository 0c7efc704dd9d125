import { AmqpError } from '../amqp-error.ts';
import type { FieldTable, FieldValue } from '../wire/field-table.ts';

/** What the arguments of a queue's declaration ask for. */
export interface QueueSettings {
  /** Counts deliveries, and drops a message that came back too often. */
  readonly isQuorum: boolean;
  readonly deliveryLimit: number;
  /** `undefined`: what is dropped is gone. */
  readonly deadLetterExchange: string | undefined;
  /** `undefined`: the message's own. */
  readonly deadLetterRoutingKey: string | undefined;
  readonly messageTtlMs: number;
  /** Time without consumers and use after which the queue goes. */
  readonly expiresMs: number;
  readonly maxLength: number;
  readonly maxBytes: number;
  /** Whether either is a bound. */
  readonly isBounded: boolean;
  readonly overflow: 'drop-head' | 'reject-publish' | 'reject-publish-dlx';
  readonly singleActiveConsumer: boolean;
}

const OVERFLOWS = ['drop-head', 'reject-publish', 'reject-publish-dlx'] as const;
const TYPES = ['classic', 'quorum'] as const;

/** Arguments that change nothing in one process. */
const WITHOUT_EFFECT = [
  'x-queue-version',
  'x-queue-master-locator',
  'x-queue-leader-locator',
  'x-quorum-initial-group-size',
  'x-max-in-memory-length',
  'x-max-in-memory-bytes',
  'x-consumer-timeout',
];

/** Of these each kind of queue has its own, some without effect in one process. */
const OF_QUORUM = ['x-delivery-limit', 'x-dead-letter-strategy'];
const OF_CLASSIC = ['x-queue-mode'];

/** Reads the arguments of a declaration; throws `AmqpError` 406 for what is wrong, 540 for what is not there. */
export function parseQueueSettings(args: FieldTable, queue: string): QueueSettings {
  const read = new ArgumentReader(args, queue);
  const isQuorum = read.choice('x-queue-type', TYPES, 'classic') === 'quorum';
  const maxLength = read.count('x-max-length', Infinity);
  const maxBytes = read.count('x-max-length-bytes', Infinity);
  const settings: QueueSettings = {
    isQuorum,
    deliveryLimit: read.count('x-delivery-limit', Infinity),
    deadLetterExchange: read.text('x-dead-letter-exchange'),
    deadLetterRoutingKey: read.text('x-dead-letter-routing-key'),
    messageTtlMs: read.count('x-message-ttl', Infinity),
    expiresMs: read.count('x-expires', Infinity, 1),
    maxLength,
    maxBytes,
    isBounded: Math.min(maxLength, maxBytes) < Infinity,
    overflow: read.choice('x-overflow', OVERFLOWS, 'drop-head'),
    singleActiveConsumer: read.flag('x-single-active-consumer'),
  };
  read.refuse(isQuorum ? OF_CLASSIC : OF_QUORUM, isQuorum ? 'quorum' : 'classic');
  if (settings.deadLetterRoutingKey !== undefined && settings.deadLetterExchange === undefined)
    throw new AmqpError(
      'PRECONDITION_FAILED',
      `invalid arg 'x-dead-letter-routing-key' for queue '${queue}': it needs x-dead-letter-exchange`,
    );
  read.refuseOthers([...WITHOUT_EFFECT, ...OF_QUORUM, ...OF_CLASSIC]);
  return settings;
}

class ArgumentReader {
  readonly #args: FieldTable;
  readonly #queue: string;
  readonly #known = new Set<string>();

  constructor(args: FieldTable, queue: string) {
    this.#args = args;
    this.#queue = queue;
  }

  count(name: string, otherwise: number, least = 0): number {
    const value = this.#take(name);
    if (value === undefined) return otherwise;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
    throw this.#invalid(name, `a whole number from ${least} is expected`);
  }

  text(name: string): string | undefined {
    const value = this.#take(name);
    if (value === undefined || typeof value === 'string') return value;
    throw this.#invalid(name, 'a string is expected');
  }

  flag(name: string): boolean {
    const value = this.#take(name) ?? false;
    if (typeof value === 'boolean') return value;
    throw this.#invalid(name, 'true or false is expected');
  }

  choice<T extends string>(name: string, choices: readonly T[], otherwise: T): T {
    const value = this.#take(name) ?? otherwise;
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    throw this.#invalid(name, `one of ${choices.join(', ')} is expected`);
  }

  refuse(names: readonly string[], type: string): void {
    for (const name of names)
      if (Object.hasOwn(this.#args, name))
        throw this.#invalid(name, `a ${type} queue does not take it`);
  }

  refuseOthers(allowed: readonly string[]): void {
    for (const name of Object.keys(this.#args))
      if (name.startsWith('x-') && !this.#known.has(name) && !allowed.includes(name))
        throw new AmqpError('NOT_IMPLEMENTED', `queue argument '${name}' of '${this.#queue}'`);
  }

  #take(name: string): FieldValue | undefined {
    this.#known.add(name);
    return Object.hasOwn(this.#args, name) ? this.#args[name] : undefined;
  }

  #invalid(name: string, why: string): AmqpError {
    return new AmqpError(
      'PRECONDITION_FAILED',
      `invalid arg '${name}' for queue '${this.#queue}': ${why}`,
    );
  }
}

import { AmqpError } from '../amqp-error.ts';
import { isCycle, toDeadLetter, type DeathReason } from './dead-letter.ts';
import { type Binding, Exchange, EXCHANGE_TYPES, type ExchangeDeclaration } from './exchange.ts';
import type { HeldMemory } from './held-memory.ts';
import type { Message } from './message.ts';
import { Queue, type QueueDeclaration, type QueueHost } from './queue.ts';
import { parseQueueSettings } from './queue-settings.ts';
import { requireSame } from './require-same.ts';

/** What became of a published message. */
export interface PublishOutcome {
  /** Queues that it was routed to. */
  readonly routed: number;
  /** A queue is full and refused it. */
  readonly refused: boolean;
}

/** A binding that is to go, to whatever there may be. */
type Unbinding = Omit<Binding, 'target'> & { readonly target: Binding['target'] | undefined };

/** Exchanges and queues that see each other. */
export class VirtualHost implements QueueHost {
  readonly name: string;
  readonly exchanges = new Map<string, Exchange>();
  readonly queues = new Map<string, Queue>();
  readonly held: HeldMemory;

  constructor(name: string, held: HeldMemory) {
    this.name = name;
    this.held = held;
    for (const type of EXCHANGE_TYPES)
      for (const exchange of type === 'headers' ? ['amq.headers', 'amq.match'] : [`amq.${type}`])
        this.exchanges.set(exchange, new Exchange(predeclared(exchange, type)));
  }

  /** Throws `NOT_FOUND`. */
  queue(name: string): Queue {
    const queue = this.queues.get(name);
    if (queue !== undefined) return queue;
    throw new AmqpError('NOT_FOUND', `no queue '${name}' in vhost '${this.name}'`);
  }

  /** Throws `NOT_FOUND`. */
  exchange(name: string): Exchange {
    const exchange = this.exchanges.get(name);
    if (exchange !== undefined) return exchange;
    throw new AmqpError('NOT_FOUND', `no exchange '${name}' in vhost '${this.name}'`);
  }

  /** Makes the queue, or finds it as it is; throws `PRECONDITION_FAILED` where it was made otherwise. */
  declareQueue(declaration: QueueDeclaration, owner?: object): Queue {
    const { name } = declaration;
    const known = this.queues.get(name);
    if (known !== undefined) {
      requireSame(known.declaration, declaration, { kind: 'queue', vhost: this.name });
      known.touch();
      return known;
    }
    const settings = parseQueueSettings(declaration.arguments, name);
    const queue = new Queue(declaration, settings, { host: this, owner });
    this.queues.set(name, queue);
    return queue;
  }

  /** Makes the exchange, or finds it as it is; throws `PRECONDITION_FAILED` where it was made otherwise. */
  declareExchange(declaration: ExchangeDeclaration): Exchange {
    const known = this.exchanges.get(declaration.name);
    if (known !== undefined) {
      requireSame(known.declaration, declaration, { kind: 'exchange', vhost: this.name });
      return known;
    }
    const exchange = new Exchange(declaration);
    this.exchanges.set(declaration.name, exchange);
    return exchange;
  }

  drop(queue: Queue): void {
    if (this.queues.get(queue.name) !== queue) return;
    this.queues.delete(queue.name);
    queue.close();
    this.#forget(queue);
  }

  dropExchange(exchange: Exchange): void {
    this.exchanges.delete(exchange.declaration.name);
    this.#forget(exchange);
  }

  /** Takes a binding away; that something of it is not there is no error. */
  unbind(source: string, { target, ...binding }: Unbinding): void {
    const exchange = this.exchanges.get(source);
    if (exchange === undefined || target === undefined) return;
    if (exchange.unbind({ ...binding, target })) this.#onUnbound(exchange);
  }

  /** An exchange lost a binding; it goes where it was to go with the last one. */
  #onUnbound(exchange: Exchange): void {
    if (exchange.declaration.autoDelete && !exchange.isBound) this.dropExchange(exchange);
  }

  /** Routes a message to the queues of an exchange; the default one has the name ''. */
  publish(message: Message): PublishOutcome {
    if (message.exchange === '') {
      const queue = this.queues.get(message.routingKey);
      if (queue === undefined) return { routed: 0, refused: false };
      return { routed: 1, refused: !queue.publish(message) };
    }
    const exchange = this.exchange(message.exchange);
    const only = exchange.onlyQueueFor(message);
    if (only !== undefined) return { routed: 1, refused: !only.publish(message) };
    const queues = this.#route(exchange, message);
    let refused = false;
    for (const queue of queues) if (!queue.publish(message)) refused = true;
    return { routed: queues.size, refused };
  }

  deadLetter(queue: Queue, message: Message, reason: DeathReason): void {
    const { deadLetterExchange } = queue.settings;
    if (deadLetterExchange === undefined) return;
    const dead = toDeadLetter(queue, message, reason);
    if (deadLetterExchange === '') {
      const target = this.queues.get(dead.routingKey);
      if (target !== undefined && !isCycle(dead, target.name)) target.publish(dead);
      return;
    }
    const exchange = this.exchanges.get(deadLetterExchange);
    if (exchange === undefined) return;
    for (const target of this.#route(exchange, dead))
      if (!isCycle(dead, target.name)) target.publish(dead);
  }

  close(): void {
    for (const queue of this.queues.values()) queue.close();
    this.queues.clear();
  }

  #route(exchange: Exchange, message: Message): Set<Queue> {
    const queues = new Set<Queue>();
    const visited = new Set<Exchange>();
    const visit = (from: Exchange): void => {
      if (visited.has(from)) return;
      visited.add(from);
      const before = queues.size;
      const targets = from.targetsOf(message);
      for (const { target } of targets)
        if (target instanceof Queue) queues.add(target);
        else visit(target);
      const alternate = from.declaration.arguments['alternate-exchange'];
      const next = typeof alternate === 'string' ? this.exchanges.get(alternate) : undefined;
      if (next !== undefined && targets.length === 0 && queues.size === before) visit(next);
    };
    visit(exchange);
    return queues;
  }

  #forget(target: Queue | Exchange): void {
    for (const exchange of [...this.exchanges.values()]) {
      if (exchange.bindingsTo(target).length === 0) continue;
      exchange.forget(target);
      this.#onUnbound(exchange);
    }
  }
}

function predeclared(name: string, type: ExchangeDeclaration['type']): ExchangeDeclaration {
  return { name, type, durable: true, autoDelete: false, internal: false, arguments: {} };
}

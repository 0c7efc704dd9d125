import { AmqpError } from '../amqp-error.ts';
import type { FieldTable } from '../wire/field-table.ts';

interface Declared {
  readonly name: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly arguments: FieldTable;
  readonly type?: string;
  readonly internal?: boolean;
}

/** Throws `PRECONDITION_FAILED` where something is declared otherwise than it is. */
export function requireSame(
  current: Declared,
  received: Declared,
  { kind, vhost }: { readonly kind: 'queue' | 'exchange'; readonly vhost: string },
): void {
  const { name } = current;
  const compare = (what: string, now: unknown, wanted: unknown): void => {
    if (show(now) === show(wanted)) return;
    const place = `for ${kind} '${name}' in vhost '${vhost}'`;
    const message = `inequivalent arg '${what}' ${place}: received ${show(wanted)} but current is ${show(now)}`;
    throw new AmqpError('PRECONDITION_FAILED', message);
  };
  compare('type', current.type, received.type);
  compare('durable', current.durable, received.durable);
  compare('auto_delete', current.autoDelete, received.autoDelete);
  compare('internal', current.internal, received.internal);
  const names = new Set([...Object.keys(current.arguments), ...Object.keys(received.arguments)]);
  for (const argument of names)
    if (argument.startsWith('x-') || kind === 'exchange')
      compare(argument, valueOf(current, argument), valueOf(received, argument));
}

/** A queue that does not say of which type it is is a classic one. */
function valueOf({ arguments: given }: Declared, argument: string): unknown {
  return given[argument] ?? (argument === 'x-queue-type' ? 'classic' : undefined);
}

function show(value: unknown): string {
  if (value === undefined) return 'none';
  if (typeof value === 'bigint') return String(value);
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'bigint' ? `${part}n` : part,
  );
  return `'${text.replace(/^"|"$/g, '')}'`;
}

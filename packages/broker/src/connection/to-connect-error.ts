import { BrokerError } from '../broker-error.ts';
import { toShownAddress, type BrokerAddress } from '../broker-url.ts';
import type { Bound } from './bound.ts';

/** Translates what ended the opening of a connection. */
export function toConnectError(error: unknown, address: BrokerAddress, bound: Bound): BrokerError {
  if (error instanceof BrokerError) return error;
  const where = toShownAddress(address);
  if (bound.timedOut)
    return unreachable(`No answer from a broker at ${where} in time.`, bound.signal.reason);
  if (bound.signal.aborted)
    return new BrokerError('CANCELLED', `Connecting to the broker at ${where} was cancelled.`, {
      cause: bound.signal.reason,
    });
  const text = error instanceof Error ? error.message : String(error);
  if (text.includes('ACCESS_REFUSED') || text.includes('ACCESS-REFUSED') || text.includes(' 403 '))
    return new BrokerError(
      'ACCESS_REFUSED',
      `The broker at ${where} refused the user "${address.username}" or its password.`,
      { cause: error, remedy: 'Correct user and password in the broker URL.' },
    );
  if (text.includes('Expected ConnectionOpenOk; got <ConnectionClose'))
    return new BrokerError(
      'ACCESS_REFUSED',
      `The broker at ${where} has no such vhost, or does not let "${address.username}" use it.`,
      {
        cause: error,
        remedy: 'Name an existing vhost in the broker URL and give the user access.',
      },
    );
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ECONNREFUSED') return unreachable(`Nothing listens at ${where}.`, error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return unreachable(`The host of the broker at ${where} is not known.`, error);
  if (code !== undefined) return unreachable(`No way to the broker at ${where}: ${code}.`, error);
  return unreachable(`What listens at ${where} does not speak AMQP 0-9-1 with us.`, error);
}

function unreachable(message: string, cause: unknown): BrokerError {
  return new BrokerError('UNREACHABLE', message, {
    cause,
    remedy: 'Start the broker, or correct host and port in the broker URL.',
  });
}

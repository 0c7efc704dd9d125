import { BrokerError } from '../broker-error.ts';
import { toShownAddress, type BrokerAddress } from '../broker-url.ts';

/** Translates what ended a channel or an open connection; `doing` says what we were about. */
export function toChannelError(error: unknown, address: BrokerAddress, doing: string): BrokerError {
  if (error instanceof BrokerError) return error;
  const where = toShownAddress(address);
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  if (code === 405 || (code === 403 && String(error).includes('in exclusive use')))
    return new BrokerError(
      'CLIENT_NAME_TAKEN',
      `Another client of the broker at ${where} consumes the same reply queue.`,
      { cause: error, remedy: 'Close the other client, or give this one another clientName.' },
    );
  if (code === 403)
    return new BrokerError(
      'ACCESS_REFUSED',
      `The broker at ${where} does not let the user "${address.username}" do this: ${doing}.`,
      { cause: error, remedy: 'Give the user of the broker URL the permission, or use another.' },
    );
  if (code === 404)
    return new BrokerError(
      'NOT_DEPLOYED',
      `Nothing has been deployed on the broker at ${where} yet: what every app shares is missing (${doing}).`,
      {
        cause: error,
        remedy: 'Deploy a plugin, or look whether the broker URL names the right vhost.',
      },
    );
  const text = error instanceof Error ? `: ${error.message}` : '';
  return new BrokerError(
    'CONNECTION_LOST',
    `The connection to the broker at ${where} ended while ${doing}${text}.`,
    {
      cause: error,
      remedy: 'Look whether the broker runs and is reachable; new calls connect again.',
    },
  );
}

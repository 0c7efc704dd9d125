import { BrokerError } from '@celeriac/broker';
import type { DeployedFunction } from '@celeriac/catalog';
import { taskName, type TimeLimits } from '@celeriac/deployment';
import type { FunctionSignature } from '@celeriac/signature';

/** A time limit of a call, and who says so. */
export interface CallLimit {
  readonly seconds: number;
  /** The function's `#meta`, the app's `container.json`, or the options of the call. */
  readonly origin: 'header' | 'container.json' | 'call';
}

/** How long the function may run, the smallest of what all say; what is left out has no limit. */
export interface CallLimits {
  /** Then it is told to end. */
  readonly soft?: CallLimit;
  /** Then its process is killed. */
  readonly hard?: CallLimit;
}

/**
 * The limits that hold for a call of that function; of two that are the same, the earlier origin.
 * Throws `INVALID_OPTION` where the call's are no numbers above 0.
 */
export function planLimits(
  { plugin, app, signature }: Pick<DeployedFunction, 'plugin' | 'app' | 'signature'>,
  ofCall: TimeLimits = {},
): CallLimits {
  for (const [key, seconds] of Object.entries(ofCall) as [string, number | undefined][])
    if (seconds !== undefined && !(Number.isFinite(seconds) && seconds > 0)) {
      const message = `${taskName(plugin, signature.name)}: timeLimits.${key} is ${seconds}.`;
      const remedy = 'Give a number of seconds above 0, or leave it out.';
      throw new BrokerError('INVALID_OPTION', message, { remedy });
    }
  const ofHeader = readHeader(signature);
  const soft = least(ofHeader.softSeconds, app.limits.softSeconds, ofCall.softSeconds);
  const hard = least(ofHeader.hardSeconds, app.limits.hardSeconds, ofCall.hardSeconds);
  return { ...(soft && { soft }), ...(hard && { hard }) };
}

const ORIGINS = ['header', 'container.json', 'call'] as const;

function least(...seconds: readonly (number | undefined)[]): CallLimit | undefined {
  const limits = ORIGINS.map((origin, index) => ({ origin, seconds: seconds[index] ?? Infinity }));
  const smallest = Math.min(...limits.map((limit) => limit.seconds));
  return smallest === Infinity ? undefined : limits.find((limit) => limit.seconds === smallest);
}

/** A deploy has refused what is no number above 0. */
function readHeader({ meta }: FunctionSignature): TimeLimits {
  const soft = meta?.['softTimeout'];
  const hard = meta?.['timeout'];
  return {
    ...(soft !== undefined && { softSeconds: Number(soft) }),
    ...(hard !== undefined && { hardSeconds: Number(hard) }),
  };
}

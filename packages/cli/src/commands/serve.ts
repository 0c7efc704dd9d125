import { createDeadLetterAnswerer, watchDemand } from '@celeriac/broker';
import { createController } from '@celeriac/deployer';
import { CONTROLLER_LOCK, acquireLock } from '@celeriac/state';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { serveMetrics } from '../metrics/serve-metrics.ts';
import { renderControllerEvent } from '../render/render-controller-event.ts';
import { renderEventJson } from '../render/render-event-json.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { openSession } from '../session/open-session.ts';
import { refuseBesideDev } from '../session/refuse-beside-dev.ts';
import { requireState } from '../session/resolve-services.ts';

/** Flags of `celeriac serve`. */
export interface ServeFlags extends ServiceFlags {
  /** Text of `--metrics-port`. */
  readonly metricsPort?: string;
  readonly json?: boolean;
}

/** `celeriac serve`: keeps what is deployed running until it is told to stop. */
export async function serve(
  { terminal, signal }: CommandContext,
  flags: ServeFlags,
): Promise<ExitCode> {
  const port = parsePort(flags.metricsPort);
  await using session = await openSession(await requireState(flags), flags, { signal });
  const { state, services, ports } = session;
  refuseBesideDev(services, 'a controller');
  await using _lock = await acquireLock(state.resolve(CONTROLLER_LOCK), {
    purpose: 'celeriac serve',
    remedy: 'One controller is enough; to run this one instead, end that one first.',
  });
  await ports.broker.ensureTopology({ signal });
  await using _answerer = await createDeadLetterAnswerer({ url: services.brokerUrl, signal });
  const { brokerUrl } = services;
  const { broker, desired } = ports;
  await using metrics =
    port === undefined ? null : await serveMetrics({ port, brokerUrl, broker, desired, signal });
  if (metrics !== null) terminal.say(`${now()} metrics at ${metrics.url}`);
  terminal.say(`${now()} keeping ${state.path} (pid ${process.pid})`);
  await using demand = await watchDemand({ url: brokerUrl, instance: state.instance, signal });
  for await (const event of createController({ ports, demand }).run({ signal })) {
    if (flags.json === true) terminal.data(renderEventJson(event));
    renderControllerEvent(event, (line) => terminal.say(`${event.time} ${line}`));
  }
  terminal.say(`${now()} stopped`);
  return EXIT.done;
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new CliError(
    'BAD_USAGE',
    `--metrics-port ${text} is no port.`,
    'Give one from 0 to 65535.',
  );
}

function now(): string {
  return new Date().toISOString();
}

import { createDeadLetterAnswerer } from '@celeriac/broker';
import { type ControllerEvent, createController } from '@celeriac/deployer';
import { CONTROLLER_LOCK, acquireLock } from '@celeriac/state';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { ServiceFlags } from '../service-flags.ts';
import { openSession } from '../session/open-session.ts';
import { requireState } from '../session/resolve-services.ts';
import type { Terminal } from '../terminal.ts';

/** `celeriac serve`: keeps what is deployed running until it is told to stop. */
export async function serve(
  { terminal, signal }: CommandContext,
  flags: ServiceFlags,
): Promise<ExitCode> {
  await using session = await openSession(await requireState(flags), flags, { signal });
  const { state, services, ports } = session;
  await using _lock = await acquireLock(state.resolve(CONTROLLER_LOCK), {
    purpose: 'celeriac serve',
  });
  await ports.broker.ensureTopology({ signal });
  await using _answerer = await createDeadLetterAnswerer({ url: services.brokerUrl, signal });
  terminal.say(`${now()} keeping ${state.path} (pid ${process.pid})`);
  for await (const event of createController({ ports }).run({ signal })) render(event, terminal);
  terminal.say(`${now()} stopped`);
  return EXIT.done;
}

function render(event: ControllerEvent, { say }: Terminal): void {
  switch (event.kind) {
    case 'restarted':
      say(`${now()} ${event.container} started again: ${event.reason}`);
      break;
    case 'restart-failed':
      say(`${now()} ${event.container} could not be started: ${event.error.message}`);
      break;
    case 'swept':
      say(`${now()} ${event.container} removed: nothing deployed needs it`);
      break;
    case 'sweep-failed':
      say(`${now()} ${event.container} could not be removed: ${event.error.message}`);
      break;
    case 'catalog-mended':
      say(`${now()} the catalog entry of ${event.plugin} was written again`);
      break;
    case 'blobs-swept':
      say(`${now()} large values that ${event.calls} ended calls had left were removed`);
      break;
    case 'blob-sweep-failed':
      say(`${now()} large values of ended calls could not be removed: ${event.error.message}`);
      break;
    case 'failed':
      say(`${now()} this round failed, the next one comes: ${event.error.message}`);
      break;
  }
}

function now(): string {
  return new Date().toISOString();
}

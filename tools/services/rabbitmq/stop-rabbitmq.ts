import { rmSync } from 'node:fs';
import { endProcess } from '../host/end-process.ts';
import { findProcesses, isRunning } from '../host/process-identity.ts';
import type { RabbitMqHandle } from './start-rabbitmq.ts';

/** Whether the broker of this handle, and its port mapper, are still running. */
export function isRabbitMqRunning(handle: RabbitMqHandle): boolean {
  return isRunning(handle.broker) && isRunning(handle.epmd);
}

/** Ends a private broker and its port mapper; removes its directory unless `keepData` is set. */
export async function stopRabbitMq(
  handle: RabbitMqHandle,
  options: { readonly keepData?: boolean } = {},
): Promise<void> {
  // An orderly stop takes seconds, and is for data that someone will want again.
  await endProcess(handle.broker, options.keepData === true ? 30_000 : 0);
  // Helpers that were starting when the broker ended, each of which names this node's directory or name.
  const helpers = findProcesses(
    ({ name, commandLine }) =>
      /^(beam|erl_child_setup|inet_gethost)/.test(name) &&
      (commandLine.includes(handle.node.nodeName) || commandLine.includes(`${handle.directory}/`)),
  );
  for (const helper of helpers) await endProcess(helper, 1_000);
  await endProcess(handle.epmd, 2_000);
  if (options.keepData !== true) rmSync(handle.directory, { recursive: true, force: true });
}

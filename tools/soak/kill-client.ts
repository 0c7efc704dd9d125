import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type BrokerError, connectBroker, type TaskFailure } from '@celeriac/broker';
import { taskName } from '@celeriac/deployment';
import type { Rig } from '../faults/index.ts';
import type { ClientRecord } from './ledger.ts';

/** Calls of a client that is killed with all of them pending. */
const CALLS = 1_000;
/** Its calls have other numbers than those of the client that lives. */
const FIRST_CALL = 1_000_000_000;
const ANSWERS_MS = 120_000;
let killed = 0;

const PROGRAM = `
  import { connectBroker } from '@celeriac/broker';
  const [options, request, { first, count }] = JSON.parse(process.argv[1]);
  const client = await connectBroker(options);
  for (let call = first; call < first + count; call++)
    client.call({ ...request, id: request.id + call, kwargs: { call } });
  setInterval(() => client.stats().confirmed === count && console.log('sent'), 20);
`;

/**
 * Kills a client of a name when the broker has all its calls, and takes their answers as the next
 * process of that name does. Resolves to what that process was told.
 */
export async function killClient({ app, broker }: Rig): Promise<readonly ClientRecord[]> {
  const first = FIRST_CALL + killed++ * CALLS;
  const options = { url: broker.url, clientName: `killed-${app.broker.instance}-${first}` };
  const trustedUsers = [app.broker.user, 'celeriac'];
  const { queue } = app.broker;
  const task = taskName(app.plugin, 'once');
  const request = { task, queue, contract: app.contract, trustedUsers, id: 'call-' };
  await callAndDie([options, request, { first, count: CALLS }]);
  await using client = await connectBroker(options);
  const attach = async (call: number): Promise<ClientRecord> => {
    const record: ClientRecord = { call, function: 'once', answers: 0 };
    const attached = { task, queue, trustedUsers, id: `call-${call}` };
    await client.attach(attached, { timeoutMs: ANSWERS_MS }).result.then(
      (value) => {
        record.answers++;
        record.isRight = value === call * 2 + 1;
      },
      ({ code, maybeExecuted }: BrokerError | TaskFailure) => {
        // All were with the broker and nobody else was harmed: each has its answer somewhere.
        if (code !== 'TIMED_OUT') record.answers++;
        Object.assign(record, { code, maybeExecuted });
      },
    );
    return record;
  };
  return await Promise.all(Array.from({ length: CALLS }, (_, index) => attach(first + index)));
}

async function callAndDie(args: readonly object[]): Promise<void> {
  const flags = ['--conditions=@celeriac/source', '--input-type=module', '--eval', PROGRAM];
  const child = spawn(process.execPath, [...flags, JSON.stringify(args)], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout)) if (line === 'sent') break;
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

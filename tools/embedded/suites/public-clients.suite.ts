import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedBroker } from '@celeriac/embedded-broker';
import { describe, expect, test } from 'vitest';
import { ensureWorkerPython } from '../../faults/index.ts';
import { runCommand } from '../../services/host/run-command.ts';
import { presentAsContainer } from '../present-as-container.ts';
import { runPytest } from '../run-pytest.ts';

/** The tests that a client publishes with its sources. */
interface PublishedSuite {
  readonly release: string;
  readonly tests: readonly string[];
  /** What its names must not match, for pytest: what RabbitMQ has and this broker says that it has not. */
  readonly without: string;
  readonly requirements: readonly string[];
  /** At least so many apply. */
  readonly atLeast: number;
}

const suites: readonly PublishedSuite[] = [
  {
    ...{ release: 'amqp==5.4.2', tests: ['t/integration/test_rmq.py'], without: 'tls' },
    ...{ requirements: ['pytest<10', 'amqp==5.4.2'], atLeast: 12 },
  },
  {
    ...{ release: 'kombu==5.7.0', tests: ['t/integration/test_py_amqp.py'] },
    ...{ without: 'Priority', requirements: ['pytest<10', 'kombu==5.7.0'], atLeast: 47 },
  },
  {
    ...{ release: 'aio-pika==10.2.1', tests: ['tests'] },
    // Besides what it has not: those that restart the broker, watch their own memory, or are timed on a bad network;
    // and one whose reconnect races with itself, which fails with RabbitMQ in the same way on a busy machine.
    without:
      'transaction or amqps or test_robust_recovery or leak or stairway or test_create_channels_during_reconnect',
    requirements: ['pytest<10', 'aiomisc-pytest', 'shortuuid', 'aio-pika==10.2.1'],
    atLeast: 850,
  },
];
const limitMs = 30 * 60_000;

describe('the tests that AMQP clients publish', () => {
  test.each(suites)('pass: $release', { timeout: 2 * limitMs }, async (suite) => {
    await using made = new AsyncDisposableStack();
    const python = await ensureWorkerPython(suite.requirements);
    const folder = await mkdtemp(join(tmpdir(), 'celeriac-client-'));
    made.defer(() => rm(folder, { recursive: true }));
    const directory = await fetchSources(python, suite.release, folder);
    // Who these suites say they are.
    const broker = made.use(await startEmbeddedBroker({ user: 'guest', password: 'guest' }));
    const { dockerHost } = made.use(await presentAsContainer(broker.port));
    const { passed, problem } = await runPytest({
      ...{ python, directory, timeoutMs: limitMs },
      words: ['-o', 'log_cli=false', ...suite.tests, '-k', `not (${suite.without})`],
      env: {
        ...{ RABBITMQ_HOST: broker.host, RABBITMQ_5672_TCP: String(broker.port) },
        ...{ DOCKER_HOST: dockerHost, PYTHONPATH: directory },
      },
    });
    expect(problem).toBeUndefined();
    expect(passed).toBeGreaterThanOrEqual(suite.atLeast);
  });
});

/** Fetches a release's sources from the package index; the folder that holds them. */
async function fetchSources(python: string, release: string, into: string): Promise<string> {
  const name = release.split('==')[0]!;
  const sources = ['--no-deps', '--no-binary', name, '--dest', into, release];
  await runCommand([python, '-m', 'pip', 'download', '--quiet', ...sources], {
    timeoutMs: 600_000,
  });
  const [archive = ''] = await readdir(into);
  await runCommand(['tar', 'xzf', join(into, archive), '-C', into], { timeoutMs: 60_000 });
  return join(into, archive.replace(/\.tar\.gz$/, ''));
}

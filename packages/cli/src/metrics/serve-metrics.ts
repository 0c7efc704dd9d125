import { createServer } from 'node:http';
import { watchReports } from '@celeriac/broker';
import type { BrokerAdmin, DesiredStore, QueueStatus } from '@celeriac/deployment';
import { CliError } from '../cli-error.ts';
import { renderMetrics } from './render-metrics.ts';

/** What metrics are made from, and where they are served. */
export interface MetricsOptions {
  readonly port: number;
  /** Default: the loopback address. */
  readonly host?: string;
  readonly brokerUrl: string;
  readonly broker: Pick<BrokerAdmin, 'queueStatuses'>;
  readonly desired: Pick<DesiredStore, 'list'>;
  readonly signal: AbortSignal;
}

/** Metrics that are being served. */
export interface MetricsServer extends AsyncDisposable {
  /** As `http://127.0.0.1:9808/metrics`. */
  readonly url: string;
}

/** Serves `/metrics` as Prometheus reads it; throws `PORT_TAKEN`, and as `connectBroker`. */
export async function serveMetrics(options: MetricsOptions): Promise<MetricsServer> {
  const { host = '127.0.0.1', port, brokerUrl, signal } = options;
  await using made = new AsyncDisposableStack();
  const watch = made.use(await watchReports({ url: brokerUrl, signal }));
  const page = async (): Promise<string> => {
    const desired = await options.desired.list();
    const names = desired.flatMap(({ apps }) => apps.map(({ broker }) => broker.queue));
    // Queues that cannot be looked at now have no sample, and the rest is told.
    const nothing = new Map<string, QueueStatus>();
    const queues = await options.broker.queueStatuses(names, { signal }).catch(() => nothing);
    const heard = { reports: watch.reports(), sent: watch.sent() };
    return renderMetrics({ desired, ...heard, queues, nowMs: performance.now() });
  };
  const server = createServer((request, response) => {
    if (request.url !== '/metrics' || request.method !== 'GET') {
      response.writeHead(404).end('Metrics are at /metrics.\n');
      return;
    }
    page().then(
      (text) => response.writeHead(200, { 'content-type': TEXT_FORMAT }).end(text),
      (error: unknown) => response.writeHead(500).end(`${String(error)}\n`),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portTaken(`${host}:${port}`, error)));
    server.listen(port, host, resolve);
  });
  made.defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const opened = typeof address === 'object' && address !== null ? address.port : port;
  const cleanUp = made.move();
  return {
    url: `http://${host}:${opened}/metrics`,
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}

const TEXT_FORMAT = 'text/plain; version=0.0.4; charset=utf-8';

function portTaken(address: string, cause: Error): CliError {
  const message = `Metrics cannot be served on ${address}: ${cause.message}.`;
  return new CliError('PORT_TAKEN', message, 'Give another port by --metrics-port, or none.');
}

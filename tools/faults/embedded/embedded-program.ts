import { startEmbeddedBroker } from '@celeriac/embedded-broker';

// Runs the embedded broker, says where on one line, and ends with whoever started it.
const broker = await startEmbeddedBroker({ user: 'celeriac', password: 'faults' });
const { port, url, managementUrl } = broker;
process.stdout.write(`${JSON.stringify({ port, url, managementUrl })}\n`);
process.stdin.resume().once('end', () => void broker.close());

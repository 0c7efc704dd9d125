import { expect, test } from 'vitest';
import { toEndpoint, toNetworkPolicy } from './network-policy.ts';

test.each([
  ['amqp://user:secret@host.docker.internal:25561/vhost', 'host.docker.internal', 25561],
  ['amqps://broker', 'broker', 5671],
  ['amqp://10.0.0.7', '10.0.0.7', 5672],
  ['https://storage.example.org', 'storage.example.org', 443],
])('%s', (url, host, port) => {
  expect(toEndpoint(url)).toEqual({ host, port });
});

test("container.json's list becomes hosts and ports", () => {
  const services = [{ host: 'broker', port: 5672 }];
  expect(toNetworkPolicy('broker', services)).toEqual({ kind: 'broker', services });
  expect(toNetworkPolicy(['example.org:443', 'db:5432'], services)).toEqual({
    kind: 'list',
    hosts: [
      { host: 'example.org', port: 443 },
      { host: 'db', port: 5432 },
    ],
    services,
  });
});

import { expect, test } from 'vitest';
import { parseHost } from './parse-host.ts';

test.each([
  ['unix:///run/x.sock', 'unix:///run/x.sock'],
  ['/run/x.sock', 'unix:///run/x.sock'],
  ['npipe:////./pipe/docker_engine', 'npipe:////./pipe/docker_engine'],
  ['tcp://10.0.0.1:2376', 'tcp://10.0.0.1:2376'],
  ['tcp://10.0.0.1:80', 'tcp://10.0.0.1:80'],
  ['http://build.example', 'tcp://build.example:2375'],
  ['build.example:4000', 'tcp://build.example:4000'],
  ['tcp://[::1]:2375', 'tcp://[::1]:2375'],
])('%s is %s', (host, address) => {
  expect(parseHost(host).address).toBe(address);
});

test.each(['ssh://user@host', 'https://host', 'fd://', 'tcp://', ' '])('%j is none', (host) => {
  expect(() => parseHost(host)).toThrow(expect.objectContaining({ code: 'INVALID' }));
});

test('without an address it is the usual socket', () => {
  expect(parseHost().kind).toBe('socket');
});

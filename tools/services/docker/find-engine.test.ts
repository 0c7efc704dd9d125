import { expect, test } from 'vitest';
import { toGateway } from './find-engine.ts';

test('the gateway is the one told, else the first address of the subnet', () => {
  expect(toGateway({ Gateway: '10.1.0.9', Subnet: '10.1.0.0/16' })).toBe('10.1.0.9');
  expect(toGateway({ Subnet: '172.17.0.0/16' })).toBe('172.17.0.1');
  expect(toGateway({ Gateway: 'fd00::1', Subnet: 'fd00::/64' })).toBe('');
});

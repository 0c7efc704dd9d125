import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freeSubnets, parseSubnet, renderSubnet } from './subnets.ts';

test('reads and writes ranges', () => {
  expect(renderSubnet(parseSubnet('10.213.5.77/16')!)).toBe('10.213.0.0/16');
  expect(parseSubnet('fd00::/8')).toBeUndefined();
  expect(parseSubnet('10.0.0.300/8')).toBeUndefined();
});

test('every subnet of a range is offered once, and none that is taken', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 255 }), (seed, third) => {
      const taken = [`10.1.${third}.64/26`, '172.17.0.0/16', 'fd00::/64'];
      const free = [...freeSubnets('10.1.0.0/16', 26, { seed, taken })];
      expect(new Set(free).size).toBe(1023);
      expect(free).not.toContain(`10.1.${third}.64/26`);
    }),
    { numRuns: 20 },
  );
});

test('a range that is taken as a whole, or is none, offers nothing', () => {
  const choice = { seed: 'x', taken: ['10.0.0.0/8'] };
  expect([...freeSubnets('10.1.0.0/16', 26, choice)]).toEqual([]);
  expect(() => [...freeSubnets('10.1.0.0/28', 26, choice)]).toThrow('no range with room');
  expect(() => [...freeSubnets('localhost', 26, choice)]).toThrow('no range with room');
});

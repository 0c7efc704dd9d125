import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_NAME_LENGTH, NameError, toResourceName } from './resource-name.ts';

test.each([
  ['My App', 'my-app'],
  ['chem_tools', 'chem-tools'],
  ['--a..b--', 'a-b'],
  ['a'.repeat(40), 'a'.repeat(40)],
])('%s is %s', (name, expected) => {
  expect(toResourceName(name)).toBe(expected);
});

test.each(['', '日本', '___', 'a'.repeat(41)])('"%s" cannot be mapped', (name) => {
  expect(() => toResourceName(name)).toThrow(NameError);
});

test('what is mapped is safe everywhere, and mapping again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      let mapped: string;
      try {
        mapped = toResourceName(name);
      } catch (error) {
        expect(error).toMatchObject({ code: 'INVALID_NAME', retryable: false });
        return;
      }
      expect(mapped).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(mapped.length).toBeLessThanOrEqual(MAX_NAME_LENGTH);
      expect(toResourceName(mapped)).toBe(mapped);
    }),
  );
});

import { expect, test } from 'vitest';
import { NameError, toLabels, toResourceName } from '@celeriac/deployment';

test('maps names to the part that every resource shares', () => {
  expect(toResourceName('My App')).toBe('my-app');
  expect(toResourceName('chem_tools')).toBe('chem-tools');
  expect(() => toResourceName('日本')).toThrow(NameError);
  expect(() => toResourceName('a'.repeat(41))).toThrow('at most 40');
});

test('labels name their owner', () => {
  expect(toLabels({ plugin: 'Demo' })).toMatchObject({
    'app.kubernetes.io/managed-by': 'celeriac',
  });
});

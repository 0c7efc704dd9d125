import { expect, test } from 'vitest';
import { fromLabels, MANAGED_BY, toLabels, type Owner } from '@celeriac/deployment';

const owner: Owner = { instance: 'i1', plugin: 'Demo', app: 'math', version: 3 };

test('an owner comes back from its labels, whatever else stands there', () => {
  expect(fromLabels({ ...toLabels(owner), 'com.example': 'x' })).toEqual(owner);
});

test('labels of a part match all that has the part', () => {
  const part = Object.entries(toLabels({ plugin: 'Demo' }));
  expect(part).toHaveLength(2);
  expect(Object.entries(toLabels(owner))).toEqual(expect.arrayContaining(part));
  expect(toLabels({})).toEqual(MANAGED_BY);
});

test.each(['managed-by', 'instance', 'part-of', 'name'])('without %s it is not ours', (key) => {
  const { [`app.kubernetes.io/${key}`]: _, ...others } = toLabels(owner);
  expect(fromLabels(others)).toBeUndefined();
});

test('what somebody else manages is not ours', () => {
  const labels = { ...toLabels(owner), 'app.kubernetes.io/managed-by': 'helm' };
  expect(fromLabels(labels)).toBeUndefined();
});

test('a version that is no number is the version before all others', () => {
  const labels = { ...toLabels(owner), 'app.kubernetes.io/version': 'latest' };
  expect(fromLabels(labels)).toEqual({ ...owner, version: 0 });
});

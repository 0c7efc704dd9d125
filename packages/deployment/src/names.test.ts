import { describe, expect, test } from 'vitest';
import {
  brokerUser,
  containerName,
  imageRepository,
  MAX_NAME_LENGTH,
  NameError,
  taskQueue,
  toResourceName,
} from '@celeriac/deployment';

const longest = 'n'.repeat(MAX_NAME_LENGTH);
const app = { instance: 'i1', plugin: 'My Plugin', app: 'chem_tools' };

test('each object of an app has its name from the same parts', () => {
  expect(taskQueue('My Plugin', 'chem_tools', '0123456789abcdef')).toBe(
    'celeriac.task.my-plugin.chem-tools.0123456789abcdef',
  );
  expect(brokerUser(app)).toBe('celeriac.i1.my-plugin.chem-tools');
  expect(imageRepository('My Plugin', 'chem_tools')).toBe('celeriac/my-plugin.chem-tools');
  expect(containerName({ ...app, version: 3, replica: 2 })).toBe(
    'celeriac-i1-my-plugin.chem-tools-3-2',
  );
});

test('a plugin and an app never run into each other: "a-b" of "c" is not "a" of "b-c"', () => {
  expect(imageRepository('a-b', 'c')).not.toBe(imageRepository('a', 'b-c'));
  expect(taskQueue('a.b', 'c', '0')).not.toBe(taskQueue('a', 'b.c', '0'));
});

describe('names keep to what their systems take', () => {
  test('queues and users: at most 255 bytes', () => {
    expect(taskQueue(longest, longest, 'f'.repeat(16)).length).toBeLessThanOrEqual(255);
    expect(brokerUser({ instance: longest, plugin: longest, app: longest }).length).toBeLessThan(
      255,
    );
  });

  test('images: a repository in lower case, no two separators in a row', () => {
    expect(imageRepository(longest, 'A__b..C')).toMatch(/^[a-z0-9]+(?:[./-][a-z0-9]+)*$/);
  });

  test('containers: letters, digits and the separators that Docker takes', () => {
    const parts = { instance: 'i1', plugin: longest, app: longest, version: 9999, replica: 99 };
    expect(containerName(parts)).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/);
  });
});

test('a name that cannot be mapped is refused by every one of them', () => {
  expect(() => taskQueue('日本', 'app', '0')).toThrow(NameError);
  expect(() => imageRepository('plugin', `${longest}n`)).toThrow('at most 40');
  expect(() => brokerUser({ ...app, app: '___' })).toThrow(NameError);
  expect(toResourceName('x')).toBe('x');
});

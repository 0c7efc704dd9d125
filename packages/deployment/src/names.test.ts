import { describe, expect, test } from 'vitest';
import {
  brokerUser,
  brokerUserPrefix,
  containerName,
  controlQueue,
  controlQueuePrefix,
  imageRepository,
  MAX_NAME_LENGTH,
  NameError,
  taskQueue,
  taskQueuePrefix,
  toResourceName,
} from '@celeriac/deployment';

const longest = 'n'.repeat(MAX_NAME_LENGTH);
const app = { instance: 'i1', plugin: 'My Plugin', app: 'chem_tools' };

test('each object of an app has its name from the same parts', () => {
  expect(taskQueue({ ...app, contract: '0123456789abcdef' })).toBe(
    'celeriac.task.i1.my-plugin.chem-tools.0123456789abcdef',
  );
  expect(taskQueue({ ...app, contract: '0' }).startsWith(taskQueuePrefix(app))).toBe(true);
  expect(brokerUser(app).startsWith(brokerUserPrefix(app))).toBe(true);
  const control = controlQueue({ ...app, version: 3, replica: 0 });
  expect(control).toBe('celeriac.control.i1.my-plugin.chem-tools.3-0');
  expect(control.startsWith(controlQueuePrefix(app))).toBe(true);
  expect(brokerUser(app)).toBe('celeriac.i1.my-plugin.chem-tools');
  expect(imageRepository('My Plugin', 'chem_tools')).toBe('celeriac/my-plugin.chem-tools');
  expect(containerName({ ...app, version: 3, replica: 2 })).toBe(
    'celeriac-i1-my-plugin.chem-tools-3-2',
  );
});

test('a plugin and an app never run into each other: "a-b" of "c" is not "a" of "b-c"', () => {
  expect(imageRepository('a-b', 'c')).not.toBe(imageRepository('a', 'b-c'));
  const queue = (plugin: string, name: string): string =>
    taskQueue({ instance: 'i1', plugin, app: name, contract: '0' });
  expect(queue('a.b', 'c')).not.toBe(queue('a', 'b.c'));
});

describe('names keep to what their systems take', () => {
  test('queues and users: at most 255 bytes', () => {
    const long = { instance: longest, plugin: longest, app: longest };
    expect(taskQueue({ ...long, contract: 'f'.repeat(16) }).length).toBeLessThan(255);
    expect(controlQueue({ ...long, version: 9999, replica: 99 }).length).toBeLessThan(255);
    expect(brokerUser(long).length).toBeLessThan(255);
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
  expect(() => taskQueue({ ...app, plugin: '日本', contract: '0' })).toThrow(NameError);
  expect(() => imageRepository('plugin', `${longest}n`)).toThrow('at most 40');
  expect(() => brokerUser({ ...app, app: '___' })).toThrow(NameError);
  expect(toResourceName('x')).toBe('x');
});

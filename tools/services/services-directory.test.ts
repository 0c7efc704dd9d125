import { expect, test } from 'vitest';
import { layoutServicesDirectory } from './services-directory.ts';

test('sockets lie in the services directory while their paths are short enough', () => {
  expect(layoutServicesDirectory('/srv/app/.services', '/tmp').dockerRun).toBe(
    '/srv/app/.services/docker/run',
  );
});

test('sockets move to a short directory of their own when the path is long', () => {
  const [one, other] = ['a', 'b'].map(
    (name) => layoutServicesDirectory(`/srv/${name.repeat(90)}`, '/tmp').dockerRun,
  );
  expect(one).toMatch(/^\/tmp\/celeriac-\d+-[0-9a-f]{10}$/);
  expect(one).not.toBe(other);
});

import { DeployError } from '@celeriac/deployer';
import { expect, test } from 'vitest';
import { renderEventJson } from './render-event-json.ts';

test('an event is one line, an error in it its fields and its message', () => {
  const error = new DeployError('NOT_READY', 'It is not there.', {
    plugin: 'Demo',
    remedy: 'Look.',
  });
  const line = renderEventJson({ kind: 'start-failed', container: 'c', error });
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toMatchObject({
    kind: 'start-failed',
    error: { code: 'NOT_READY', message: 'It is not there.', remedy: 'Look.' },
  });
});

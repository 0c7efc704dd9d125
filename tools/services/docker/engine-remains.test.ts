import { expect, test } from 'vitest';
import { findMountPoints } from './engine-remains.ts';

test('mount points at and below a directory are listed innermost first', () => {
  const mounts = [
    '/dev/vda / ext4 rw 0 0',
    '/dev/vda /srv/a\\040b/data ext4 rw 0 0',
    'overlay /srv/a\\040b/data/overlay2/1/merged overlay rw 0 0',
    'overlay /srv/a\\040b/data-of-others overlay rw 0 0',
  ].join('\n');
  expect(findMountPoints(mounts, ['/srv/a b/data'])).toEqual([
    '/srv/a b/data/overlay2/1/merged',
    '/srv/a b/data',
  ]);
});

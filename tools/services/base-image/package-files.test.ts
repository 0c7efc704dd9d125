import { expect, test } from 'vitest';
import { parsePackageUris } from './package-files.ts';

test('package files are read with and without a checksum, in the order of their names', () => {
  const output = [
    "'http://deb.example/z/zlib1g_1%3a1.2_amd64.deb' zlib1g_1%3a1.2_amd64.deb 86684 MD5Sum:ec42",
    'W: a warning',
    "'http://deb.example/b/bash_5.2-2_amd64.deb' bash_5.2-2_amd64.deb 1490652 ",
  ].join('\n');
  expect(parsePackageUris(output)).toEqual([
    { name: 'bash', file: 'bash_5.2-2_amd64.deb', size: 1490652 },
    { name: 'zlib1g', file: 'zlib1g_1%3a1.2_amd64.deb', size: 86684 },
  ]);
});

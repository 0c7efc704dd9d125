import { expect, test } from 'vitest';
import { sampleApp } from '../../test/support/sample-app.ts';
import { explainPackages } from './explain-packages.ts';

function explain(packages: readonly string[], ...lines: readonly string[]) {
  const container = { ...sampleApp().container, packages };
  const found = explainPackages({ app: sampleApp({ container }), shown: 'python/my_app', lines });
  return found.map(({ code, message, file }) => `${code} ${file} ${message}`);
}

test.each([
  ['E: Unable to locate package libgomp', 'unknown-package', 'libgomp'],
  ["E: Version '1' for 'graphviz' was not found", 'no-such-version', 'graphviz=1'],
  ["E: Package 'libgomp' has no installation candidate", 'unknown-package', 'libgomp'],
  [
    ' libgomp : Depends: libc6 (>= 9) but 2.36 is to be installed',
    'dependency-conflict',
    'libgomp',
  ],
  ['dpkg: error processing package libgomp (--configure):', 'dependency-build-failed', 'libgomp'],
])('%j is told of the package that is asked for', (line, code, asked) => {
  const told = explain(
    ['libgomp', 'graphviz=1', 'libgomp1'],
    'Reading package lists...',
    line,
    'E: more',
  );
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(`${code} python/my_app/container.json The Debian package "${asked}"`);
});

test('what names no package of the app is left to others', () => {
  expect(
    explain(['libgomp1'], 'E: Failed to fetch http://deb.debian.org/x  Connection timed out'),
  ).toEqual([]);
  expect(explain(['libgomp1'], 'E: Unable to locate package other')).toEqual([]);
});

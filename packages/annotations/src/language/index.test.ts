import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Every module that a module loads, itself included. */
function reach(file: URL, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file.href)) return seen;
  seen.add(file.href);
  const source = readFileSync(file, 'utf8');
  for (const [, from] of source.matchAll(/^(?:import|export|\})(?! type).*?from '(\.[^']+)'/gm))
    reach(new URL(from ?? '', file), seen);
  return seen;
}

it('is loaded by no plain import of the package', () => {
  const plain = reach(new URL('../index.ts', import.meta.url));
  expect(plain.size).toBeGreaterThan(20);
  expect([...plain].filter((file) => file.includes('/language/'))).toEqual([]);
  expect(reach(new URL('./index.ts', import.meta.url)).size).toBeGreaterThan(plain.size);
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ANNOTATION_CODES } from './annotation-codes.ts';

const SOURCE = new URL('../', import.meta.url);
const CODES = Object.keys(ANNOTATION_CODES);

describe('ANNOTATION_CODES', () => {
  it('holds no code that nothing reports', () => {
    const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .filter((path) => !path.endsWith('annotation-codes.ts'))
      .map((path) => readFileSync(new URL(path, SOURCE), 'utf8'))
      .join('\n');
    expect(CODES.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
  });

  it('is kebab-case, with a title and a paragraph of whole sentences', () => {
    for (const [code, { title, documentation }] of Object.entries(ANNOTATION_CODES)) {
      expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(documentation).toMatch(/^\S.*\.$/);
    }
  });

  it('is what the README tells', () => {
    const readme = readFileSync(new URL('../README.md', SOURCE), 'utf8');
    const [, table = ''] = readme.split('## Diagnostics by code');
    const told = [...table.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, code]) => code);
    expect(told.toSorted()).toEqual(CODES.toSorted());
  });
});

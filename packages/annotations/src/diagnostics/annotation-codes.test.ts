import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ANNOTATION_CODES } from './annotation-codes.ts';

const SOURCE = new URL('../', import.meta.url);
const CODES = Object.keys(ANNOTATION_CODES);

describe('ANNOTATION_CODES', () => {
  it('holds no code that nothing reports', () => {
    const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .filter((path) => !/(?:annotation-codes|severities)\.ts$/.test(path))
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

  it('is the table that the README shows', () => {
    const url = new URL('../README.md', SOURCE);
    const readme = readFileSync(url, 'utf8');
    const [before = '', table = '', after = ''] = readme.split(
      /(?<=<!-- codes -->\n)|(?=<!-- end -->)/,
    );
    const generated = renderTable();
    // A table that is out of date is written anew, to be reviewed before it is committed.
    if (table.trim() !== generated) writeFileSync(url, `${before}\n${generated}\n\n${after}`);
    expect(table.trim()).toBe(generated);
  });
});

function renderTable(): string {
  const rows = (['error', 'warning', 'hint'] as const).map((severity) => {
    const codes = Object.entries(ANNOTATION_CODES).filter(
      ([, entry]) => entry.severity === severity,
    );
    return `| ${severity} | ${codes.map(([code]) => `\`${code}\``).join(' ')} |`;
  });
  return ['| severity | codes |', '| --- | --- |', ...rows].join('\n');
}

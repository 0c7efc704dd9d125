import { describe, expect, it } from 'vitest';
import { skipString } from './skip-string.ts';

/** Skips the first literal of a text and gives what was skipped, or `undefined` if it is open. */
function skipped(text: string): string | undefined {
  const quoteAt = text.search(/["']/);
  const end = skipString(text, quoteAt);
  return end < 0 ? undefined : text.slice(quoteAt, end);
}

describe('skipString', () => {
  it.each([
    [`'a' + 'b'`, `'a'`],
    [`''.join`, `''`],
    [`'\\'' x`, `'\\''`],
    [`r'\\' + x'`, `'\\' + x'`],
    [`rb'\\\\' x`, `'\\\\'`],
    [`'a\\\nb' x`, `'a\\\nb'`],
    [`'a\\\r\nb' x`, `'a\\\r\nb'`],
    [`"""a"b""c""" x`, `"""a"b""c"""`],
    [`'''\\''' ''' x`, `'''\\''' '''`],
  ])('%j ends where Python ends it', (text, literal) => {
    expect(skipped(text)).toBe(literal);
  });

  it.each([
    [`f"{x["a"]}" y`, `"{x["a"]}"`],
    [`f"{f"{f"{1}"}"}" y`, `"{f"{f"{1}"}"}"`],
    [`f"{{ " y`, `"{{ "`],
    [`f"{x!r:>{width}.{"2"}}" y`, `"{x!r:>{width}.{"2"}}"`],
    [`f"{ {"a": "}"}["a"] }" y`, `"{ {"a": "}"}["a"] }"`],
    [`f"{x:#06x}" y`, `"{x:#06x}"`],
    [`f'''{x:'^{w}}'''`, `'''{x:'^{w}}'''`],
    [`f"\\{x}" y`, `"\\{x}"`],
    [`f"\\N{QUOTATION MARK}" y`, `"\\N{QUOTATION MARK}"`],
    [`rf"\\N{"x"}" y`, `"\\N{"x"}"`],
    [`f"{\nx # " }\n}" y`, `"{\nx # " }\n}"`],
    [`f'''{\n'a'}'" ''' y`, `'''{\n'a'}'" '''`],
    [`t"{x:{y}}" z`, `"{x:{y}}"`],
    [`f"{(lambda x: x)(1):a}" y`, `"{(lambda x: x)(1):a}"`],
  ])('%j ends where PEP 701 ends it', (text, literal) => {
    expect(skipped(text)).toBe(literal);
  });

  it.each([`'a\nb'`, `'a`, `'a\\`, `"""a""`, `f"{x"`, `f"{x:"`, `f'{x`, `f'''{x}`])(
    '%j is open',
    (text) => {
      expect(skipped(text)).toBeUndefined();
    },
  );

  it('goes on at the end of the line behind an open string', () => {
    const text = 'x = "abc\ny = 1';
    expect(~skipString(text, 4)).toBe(text.indexOf('\n'));
  });

  it('leaves an f-string field that runs into the next statement', () => {
    const text = 'f"{x\ndef f(): pass';
    expect(~skipString(text, 1)).toBe(text.indexOf('\n'));
  });

  it('gives up on f-strings nested without end', () => {
    expect(skipString('f"{'.repeat(100_000), 1)).toBeLessThan(0);
  });
});

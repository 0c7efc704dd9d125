import type { Diagnosed, Span } from '@celeriac/diagnostic';
import { decodeText } from './decode-text.ts';
import { Report } from './report.ts';

/**
 * Turns the bytes of a Python file into text, by its byte order mark and PEP 263 coding line (UTF-8
 * without one). A byte order mark stays in the text, so that offsets are those of the file.
 *
 * Without a value there is an error: `unknown-encoding` at the name in the coding line, or
 * `bad-encoding` where the bytes do not follow it.
 */
export function decodeSource(bytes: Uint8Array, file: string): Diagnosed<string | undefined> {
  const report = new Report();
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const coding = findCoding(bytes.subarray(hasMark ? 3 : 0), hasMark ? 1 : 0);
  const encoding = coding === undefined ? 'utf-8' : toEncoding(coding.name);
  if (coding && (encoding === undefined || (hasMark && encoding !== 'utf-8'))) {
    const why = hasMark ? 'contradicts the byte order mark' : 'names no encoding of Python sources';
    report.error('unknown-encoding', `"${coding.name}" ${why}; save the file as UTF-8.`, {
      file,
      span: coding.span,
    });
    return { value: undefined, diagnostics: report.take() };
  }
  return decodeText(bytes, { file, encoding: encoding ?? 'utf-8' });
}

const CODING = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const NO_CODE = /^[ \t\f]*(?:#.*)?$/;

function findCoding(bytes: Uint8Array, offset: number): { name: string; span: Span } | undefined {
  const head = Buffer.from(bytes.subarray(0, 2000)).toString('latin1');
  const [first = '', second = ''] = head.split(/\r\n|\r|\n/, 2);
  const secondStart = first.length + (head.startsWith('\r\n', first.length) ? 2 : 1);
  const lines: [string, number][] = [[first, 0]];
  if (NO_CODE.test(first)) lines.push([second, secondStart]);
  for (const [line, start] of lines) {
    const match = CODING.exec(line);
    if (!match?.[1]) continue;
    const end = offset + start + match[0].length;
    return { name: match[1], span: { start: end - match[1].length, end } };
  }
  return undefined;
}

const ASCII = new Set(['ascii', 'us-ascii', '646', 'ansi-x3.4-1968']);
const LATIN1 = new Set(['latin-1', 'latin1', 'iso-8859-1', 'iso8859-1', 'l1', '8859', 'cp819']);

/** Python's name of an encoding as `decodeText` takes it; undefined where sources cannot be in it. */
function toEncoding(python: string): string | undefined {
  const name = python.toLowerCase().replaceAll('_', '-');
  if (ASCII.has(name)) return 'ascii';
  if (LATIN1.has(name)) return 'latin1';
  if (name === 'utf-8-sig') return 'utf-8';
  try {
    const { encoding } = new TextDecoder(name);
    return /^utf-16|^replacement|^x-user/.test(encoding) ? undefined : encoding;
  } catch {
    return undefined;
  }
}

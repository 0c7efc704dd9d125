import type { Span } from '@celeriac/diagnostic';
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { Report } from './report.ts';

/** The span of a node of a JSON document. */
export function nodeSpan(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length };
}

/** The members of an object node, those that are complete: key node, key and value node. */
export function membersOf(node: Node): { keyNode: Node; key: string; value: Node }[] {
  return (node.children ?? []).flatMap((property) => {
    const [keyNode, value] = property.children ?? [];
    return keyNode && value ? [{ keyNode, key: String(keyNode.value), value }] : [];
  });
}

/**
 * Parses JSON without comments into a tree with offsets, as far as it goes.
 *
 * Tells `invalid-json` at the first place that is wrong (what follows it is guesswork), and
 * `duplicate-key` where an object has a key twice (the last one counts).
 */
export function parseJsonDocument(text: string, file: string, report: Report): Node | undefined {
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\ufeff/, ' '), errors, { disallowComments: true });
  const [first] = errors;
  if (first) {
    const code = printParseErrorCode(first.error);
    report.error('invalid-json', MESSAGES[code] ?? `This is no JSON (${code}).`, {
      file,
      span: {
        start: first.offset,
        end: Math.min(first.offset + Math.max(first.length, 1), text.length),
      },
    });
  }
  if (root) checkKeys(root, file, report);
  return root;
}

function checkKeys(node: Node, file: string, report: Report): void {
  const seen = new Map<string, Node>();
  for (const { keyNode, key } of node.type === 'object' ? membersOf(node) : []) {
    const first = seen.get(key);
    if (first)
      report.error('duplicate-key', `The key "${key}" is there twice; remove one.`, {
        file,
        span: nodeSpan(keyNode),
        related: [{ message: 'first here', file, span: nodeSpan(first) }],
      });
    else seen.set(key, keyNode);
  }
  for (const child of node.children ?? []) checkKeys(child, file, report);
}

const MESSAGES: Readonly<Record<string, string>> = {
  InvalidSymbol: 'This is no JSON value; strings need double quotes.',
  InvalidNumberFormat: 'This is no JSON number.',
  PropertyNameExpected: 'A key in double quotes is expected here; JSON takes no comma at the end.',
  ValueExpected: 'A value is expected here.',
  ColonExpected: 'A colon is expected here.',
  CommaExpected: 'A comma is expected here.',
  CloseBraceExpected: 'The object is not closed: "}" is expected here.',
  CloseBracketExpected: 'The list is not closed: "]" is expected here.',
  EndOfFileExpected: 'Nothing may follow the JSON value.',
  InvalidCommentToken: 'JSON has no comments; remove this one.',
  UnexpectedEndOfComment: 'JSON has no comments; remove this one.',
  UnexpectedEndOfString: 'The string is not closed.',
  UnexpectedEndOfNumber: 'The number is not complete.',
  InvalidUnicode: 'The \\u escape needs four hexadecimal digits.',
  InvalidEscapeCharacter: 'JSON has no such escape; a backslash itself is written \\\\.',
  InvalidCharacter: 'A control character must be escaped in JSON.',
};

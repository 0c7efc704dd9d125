import { isTypeName } from '@celeriac/signature';
import { parseLiteral } from '../../literal/parse-literal.ts';
import { typeOfHint } from '../../model/hint-types.ts';
import { splitHint } from '../../model/read-hint.ts';
import { COMMA } from '../../python/characters.ts';
import { isQuote } from '../../python/skip-string.ts';

/** What a Python hint says in the words of the annotation language. */
export interface HintedType {
  /** As it is written: `int`, `list<string>`. */
  readonly type: string;
  readonly isNullable: boolean;
  /** The values of a `Literal`, as a list. */
  readonly choices?: string;
}

const DYNAMIC: HintedType = { type: 'dynamic', isNullable: false };
const DEEPEST = 10;
const PIPE = 124;
const LISTS: ReadonlySet<string> = new Set([
  'list',
  'List',
  'Sequence',
  'MutableSequence',
  'Collection',
  'Iterable',
]);
const MAPS: ReadonlySet<string> = new Set(['dict', 'Dict', 'Mapping', 'MutableMapping']);

/** Reads a hint such as `int`, `list[str]`, `Optional[float]`, `Literal["a", "b"]` or `int | None`. */
export function toHintedType(hint: string, depth = 0): HintedType {
  const text = hint.trim();
  if (depth > DEEPEST) return DYNAMIC;
  const literal = isQuote(text.charCodeAt(0)) ? parseLiteral(text)?.value : undefined;
  if (typeof literal === 'string') return toHintedType(literal, depth + 1);
  const members = split(text, PIPE);
  if (members.length > 1) return readUnion(members, depth);
  const { name, parts } = toApplied(text);
  const [first = ''] = parts;
  if (name === 'Optional') return { ...toHintedType(first, depth + 1), isNullable: true };
  if (name === 'Union') return readUnion(parts, depth);
  if (name === 'Annotated') return toHintedType(first, depth + 1);
  if (name === 'Literal') return readLiteral(parts);
  if (MAPS.has(name)) return { type: 'map', isNullable: false };
  if (LISTS.has(name)) return { type: readList(first, depth), isNullable: false };
  const whole = typeOfHint(text);
  return { type: whole === 'dynamic' ? typeOfHint(name) : whole, isNullable: false };
}

/** The hints of the values in `tuple[int, str]`; `undefined` for any other hint. */
export function readTuple(hint: string): readonly HintedType[] | undefined {
  const { name, parts } = toApplied(hint.trim());
  if ((name !== 'tuple' && name !== 'Tuple') || parts.length === 0) return undefined;
  return parts.includes('...') || parts.includes('()')
    ? undefined
    : parts.map((part) => toHintedType(part));
}

function readUnion(members: readonly string[], depth: number): HintedType {
  const isNone = (member: string): boolean => member === 'None';
  const hinted = members.filter((member) => !isNone(member)).map((m) => toHintedType(m, depth + 1));
  const isNullable = members.some(isNone) || hinted.some((member) => member.isNullable);
  const [only] = hinted;
  if (only && hinted.length === 1) return { ...only, isNullable };
  const areNumbers = hinted.every(({ type }) => type === 'int' || type === 'double');
  return { type: areNumbers && hinted.length > 0 ? 'double' : 'dynamic', isNullable };
}

function readLiteral(parts: readonly string[]): HintedType {
  const values = parts.map((part) => (part.includes('\\') ? undefined : parseLiteral(part)?.value));
  const isNullable = values.includes(null);
  const given = values.filter((value) => value !== null);
  const type = given.every((value) => typeof value === 'string')
    ? 'string'
    : given.every((value) => Number.isInteger(value))
      ? 'int'
      : 'dynamic';
  if (type === 'dynamic' || given.length === 0) return { ...DYNAMIC, isNullable };
  return {
    type,
    isNullable,
    choices: `[${given.map((value) => JSON.stringify(value)).join(', ')}]`,
  };
}

function readList(element: string, depth: number): string {
  const { type, isNullable } = toHintedType(element, depth + 1);
  return isTypeName(type) && type !== 'dynamic' && !isNullable ? `list<${type}>` : 'list';
}

/** Takes `a.b.Name[x, y]` apart; the name is without its module. */
function toApplied(text: string): { name: string; parts: readonly string[] } {
  const open = text.indexOf('[');
  const path = (open < 0 ? text : text.slice(0, open)).trim();
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (open < 0 || !text.endsWith(']')) return { name, parts: [] };
  return { name, parts: split(text.slice(open + 1, -1), COMMA) };
}

/** The parts of a hint between separators; empty ones are left out. */
function split(text: string, separator: number): readonly string[] {
  return splitHint(text, separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

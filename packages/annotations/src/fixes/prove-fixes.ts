import type { Diagnostic, Fix, Span, TextEdit } from '@celeriac/diagnostic';
import { applyEdits, editBetween } from './apply-edits.ts';

/** What is said of a text. */
export interface Reading {
  readonly diagnostics: readonly Diagnostic[];
  /** The names by which its functions are called and defined, as often as they are taken. */
  readonly names: readonly string[];
}

/** A text whose fixes are to be proved. */
export interface UnprovedText extends Reading {
  readonly text: string;
  /** Where pieces stand that can be read alone, headers with their functions, in their order. */
  readonly parts: readonly Span[];
  /** Reads a piece by itself. */
  readonly read: (piece: string) => Reading;
}

// Proofs read no more than the text once again, or this much of a short one: a text full of mistakes
// takes no longer than its length allows, and has its last fixes when the first ones are made.
const LEAST_READ = 262_144;

// A fix that brings out mistakes with fixes of their own makes those too, and so on.
const MOST_ROUNDS = 3;

/**
 * Gives the diagnostics with those fixes only that hold what a fix promises: they were tried, their
 * diagnostic went away and none came for it. Where no function holds a fix, it is left as it is.
 */
export function proveFixes(unproved: UnprovedText): readonly Diagnostic[] {
  const { text, parts, diagnostics } = unproved;
  const isTakenBeside = createNameCheck(unproved.names);
  let left = Math.max(LEAST_READ, text.length);
  const read = (piece: string): Reading => {
    left -= piece.length;
    return unproved.read(piece);
  };
  let next = 0;
  let trial: Trial | undefined;
  return diagnostics.map((told) => {
    const { fix, span } = told;
    if (!fix || !span) return told;
    while ((parts[next + 1]?.start ?? Infinity) <= span.start) next++;
    const part = parts[next];
    if (part === undefined || !isWithin(part, fix.edits)) return told;
    if (left <= 0) return withFix(told, undefined);
    if (trial?.part !== part) {
      const piece = text.slice(part.start, part.end);
      trial = { part, piece, before: read(piece) };
    }
    return withFix(told, proveFix({ ...told, fix }, trial, { read, isTakenBeside }));
  });
}

/** A part in which fixes are tried. */
interface Trial {
  readonly part: Span;
  readonly piece: string;
  readonly before: Reading;
}

interface Proof {
  readonly read: (piece: string) => Reading;
  /** Whether a name that a part takes is taken outside of it as well. */
  readonly isTakenBeside: (own: readonly string[], name: string) => boolean;
}

/** The fix, with those of mistakes that it brings out; `undefined` where it is none. */
function proveFix(
  told: Diagnostic & { readonly fix: Fix },
  { part, piece, before }: Trial,
  { read, isTakenBeside }: Proof,
): Fix | undefined {
  const known = countOf(before.diagnostics.map(messageOf));
  const own = known.get(messageOf(told)) ?? 0;
  if (own === 0) return undefined;
  known.set(messageOf(told), own - 1);
  const titles = [told.fix.title];
  let fixed = applyEdits(piece, told.fix.edits, part.start);
  for (let round = 0; round < MOST_ROUNDS && fixed !== undefined; round++) {
    const after = read(fixed);
    const added = withoutKnown(after.diagnostics, known);
    if (added.length === 0) {
      if (hasChanged(before.names, after.names))
        if (after.names.some((name) => isTakenBeside(before.names, name))) return undefined;
      if (round === 0) return told.fix;
      return { title: joinTitles(titles), edits: [editBetween(piece, fixed, part.start)] };
    }
    const fixes = added.flatMap(({ fix }) => fix ?? []);
    if (fixes.length < added.length) return undefined;
    titles.push(...fixes.map(({ title }) => title));
    fixed = applyEdits(
      fixed,
      fixes.flatMap(({ edits }) => edits),
    );
  }
  return undefined;
}

function withFix(told: Diagnostic, fix: Fix | undefined): Diagnostic {
  if (fix === told.fix) return told;
  const { fix: _, ...rest } = told;
  return fix ? { ...rest, fix } : rest;
}

function isWithin({ start, end }: Span, edits: readonly TextEdit[]): boolean {
  return edits.every(({ span }) => start <= span.start && span.end <= end);
}

function messageOf({ code, message }: Diagnostic): string {
  return `${code} ${message}`;
}

function countOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** The diagnostics that are not among the known ones, of which each counts as often as it is there. */
function withoutKnown(
  diagnostics: readonly Diagnostic[],
  known: ReadonlyMap<string, number>,
): readonly Diagnostic[] {
  const left = new Map(known);
  return diagnostics.filter((told) => {
    const message = messageOf(told);
    const count = left.get(message) ?? 0;
    left.set(message, count - 1);
    return count <= 0;
  });
}

function hasChanged(before: readonly string[], after: readonly string[]): boolean {
  return before.length !== after.length || before.some((name, index) => name !== after[index]);
}

function createNameCheck(names: readonly string[]): Proof['isTakenBeside'] {
  let counts: ReadonlyMap<string, number> | undefined;
  return (own, name) => {
    counts ??= countOf(names);
    return (counts.get(name) ?? 0) > (countOf(own).get(name) ?? 0);
  };
}

function joinTitles([first = '', ...others]: readonly string[]): string {
  return [first, ...others.map((title) => title.charAt(0).toLowerCase() + title.slice(1))].join(
    ', ',
  );
}

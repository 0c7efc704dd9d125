import { findNearest } from '@celeriac/diagnostic';
import type { TagLine } from './header.ts';
import { tagRule, TAGS } from './tag-table.ts';

/** The known tag that an unknown one is most like; `undefined` where it is like none. */
export function nearestTag(tag: string): string | undefined {
  // Two edits make another word of a short one: "Note" is no misspelt "name".
  return findNearest(tag, Object.keys(TAGS), tag.length < 5 ? 1 : 2);
}

/** Whether a line of a header is meant as a tag: known, nearly so, or right behind its `#`. */
export function isMeantAsTag({ tag, isSpaced }: TagLine): boolean {
  return !isSpaced || tagRule(tag.text) !== undefined || nearestTag(tag.text) !== undefined;
}

import { COLON, skipBlanks } from '../python/characters.ts';

const CORE_TAGS = ['name', 'input', 'output'];

/**
 * Whether a text holds anything like a `name`, `input` or `output` tag, in a comment or not: one
 * without has no header. It costs next to nothing, because only what follows a `#` is looked at.
 */
export function hasCoreTag(text: string): boolean {
  for (let hash = text.indexOf('#'); hash >= 0; hash = text.indexOf('#', hash + 1)) {
    const start = skipBlanks(text, hash + 1);
    const code = text.charCodeAt(start);
    // `n`, `i`, `o`
    if (code !== 110 && code !== 105 && code !== 111) continue;
    for (const tag of CORE_TAGS)
      if (text.startsWith(tag, start) && isTagEnd(text, start + tag.length)) return true;
  }
  return false;
}

function isTagEnd(text: string, at: number): boolean {
  return text.charCodeAt(skipBlanks(text, at)) === COLON;
}

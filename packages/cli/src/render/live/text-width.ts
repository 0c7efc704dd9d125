/** Made when it is needed, as it takes longer than all else of a quick command. */
let segmenter: Intl.Segmenter | undefined;

function segment(text: string): Iterable<{ readonly segment: string }> {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** Scripts and pictures that take two columns of a terminal. */
const WIDE =
  /^(\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Emoji_Presentation}|[\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6])/u;

/** How many columns of a terminal a text without control characters takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const { segment: one } of segment(text)) width += widthOf(one);
  return width;
}

/** The beginning of a text that fits into `columns`, with `…` at its end where it is cut. */
export function fitText(text: string, columns: number): string {
  if (columns <= 0) return '';
  if (textWidth(text) <= columns) return text;
  let fitting = '';
  let width = 0;
  for (const { segment: one } of segment(text)) {
    width += widthOf(one);
    if (width > columns - 1) break;
    fitting += one;
  }
  return `${fitting}…`;
}

function widthOf(grapheme: string): number {
  if (/^\p{Mark}+$/u.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

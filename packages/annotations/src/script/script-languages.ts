/** A language other than Python whose comments may hold headers. */
export type ScriptLanguage = 'r' | 'julia' | 'octave' | 'javascript' | 'typescript' | 'sql';

/** How the comments of a language look. */
export interface CommentStyle {
  /** What begins a comment that ends with its line. */
  readonly mark: string;
  /** What begins and ends a comment over lines, on lines of their own. */
  readonly block?: readonly [open: string, close: string];
  /** Whether a file is one script; otherwise it holds any number of functions or queries. */
  readonly isOneScript: boolean;
}

const HASH_SCRIPT: CommentStyle = { mark: '#', isOneScript: true };
const JAVASCRIPT: CommentStyle = { mark: '//', block: ['/*', '*/'], isOneScript: false };

/** Every language and its comments. */
export const COMMENT_STYLES: Readonly<Record<ScriptLanguage, CommentStyle>> = {
  r: HASH_SCRIPT,
  julia: { ...HASH_SCRIPT, block: ['#=', '=#'] },
  octave: { ...HASH_SCRIPT, block: ['#{', '#}'] },
  javascript: JAVASCRIPT,
  typescript: JAVASCRIPT,
  sql: { mark: '--', block: ['/*', '*/'], isOneScript: false },
};

const ENDINGS: ReadonlyMap<string, ScriptLanguage> = new Map<string, ScriptLanguage>([
  ['r', 'r'],
  ['jl', 'julia'],
  ['m', 'octave'],
  ['js', 'javascript'],
  ['mjs', 'javascript'],
  ['cjs', 'javascript'],
  ['jsx', 'javascript'],
  ['ts', 'typescript'],
  ['mts', 'typescript'],
  ['tsx', 'typescript'],
  ['sql', 'sql'],
]);

/** The language of a file by its ending, in whatever case. */
export function scriptLanguageOf(file: string): ScriptLanguage | undefined {
  return ENDINGS.get(file.slice(file.lastIndexOf('.') + 1).toLowerCase());
}

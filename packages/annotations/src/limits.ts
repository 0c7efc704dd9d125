/** The most UTF-16 code units of a text that is read; a longer one is not read at all. */
export const LONGEST_TEXT = 64 * 1024 * 1024;

/** The most code units of one header line; what exceeds it is ignored. */
export const LONGEST_HEADER_LINE = 20_000;

/** The most functions of one file; headers beyond them are ignored. */
export const MOST_FUNCTIONS = 20_000;

/** The most tag lines of one header, inputs and outputs included; what follows is ignored. */
export const MOST_HEADER_LINES = 2_000;

/** How deep lists and objects may be nested in a default, an option or a test. */
export const DEEPEST_LITERAL = 64;

/** How deep f-strings may be nested in one another. */
export const DEEPEST_FORMAT_STRING = 100;

import { CodegenError } from '../codegen-error.ts';

/** A JSON array, the form of RUN, CMD and HEALTHCHECK in which nothing expands. */
export function toExecForm(argv: readonly string[]): string {
  return JSON.stringify(argv.map(refuseNul));
}

/** Words of COPY as a JSON array: the builder expands variables and quotes in each once decoded. */
export function toWords(words: readonly string[]): string {
  return JSON.stringify(words.map(escapeWord));
}

/** A source of COPY, in which the builder would see wildcards as well. */
export function escapeWildcards(source: string): string {
  return source.replaceAll(/[\\*?[\]]/g, '\\$&');
}

/** A value in double quotes, on one line. */
export function toQuoted(value: string): string {
  return `"${refuseLineBreak(value).replaceAll(/["\\$]/g, '\\$&')}"`;
}

/** A word outside quotes, on one line. */
export function toBareWord(value: string): string {
  return escapeWord(refuseLineBreak(value));
}

function escapeWord(word: string): string {
  return refuseNul(word).replaceAll(/['"\\$]/g, '\\$&');
}

function refuseLineBreak(value: string): string {
  if (/[\r\n]/.test(value)) throw unquotable(value);
  return refuseNul(value);
}

function refuseNul(value: string): string {
  if (value.includes('\0')) throw unquotable(value);
  return value;
}

function unquotable(value: string): CodegenError {
  return new CodegenError(
    'UNQUOTABLE',
    `${JSON.stringify(value)} cannot stand in a Dockerfile: it holds a line break or NUL.`,
    'Rename what carries this text.',
  );
}

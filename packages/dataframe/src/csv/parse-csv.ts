/** A field of a CSV file: its text, and whether it was quoted. */
export interface CsvField {
  readonly text: string;
  readonly quoted: boolean;
}

/** The records of a CSV text, or where it is none. */
export type ParsedCsv =
  | { readonly kind: 'records'; readonly records: readonly (readonly CsvField[])[] }
  | { readonly kind: 'problem'; readonly line: number; readonly expected: string };

// A field from where it begins: quoted, or up to the next comma or line break.
const FIELD = /"([^"]*(?:""[^"]*)*)"|([^,\r\n"]*)/y;
const SEPARATOR = /,|\r\n|\n|\r|$/y;

/**
 * Parses CSV as RFC 4180 has it: fields between commas, quoted ones with `""` for a quote, records
 * between line breaks. A byte order mark at the beginning and a line break at the end are no part of
 * it.
 */
export function parseCsv(text: string): ParsedCsv {
  const records: CsvField[][] = [];
  let record: CsvField[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  const wrong = (expected: string): ParsedCsv => ({
    kind: 'problem',
    line: text.slice(0, at).split(/\r\n|\n|\r/).length,
    expected,
  });
  while (at < text.length) {
    FIELD.lastIndex = at;
    const [whole = '', quoted, bare = ''] = FIELD.exec(text) ?? [];
    record.push(
      quoted === undefined
        ? { text: bare, quoted: false }
        : { text: quoted.replaceAll('""', '"'), quoted: true },
    );
    SEPARATOR.lastIndex = at + whole.length;
    const separator = SEPARATOR.exec(text)?.[0];
    if (separator === undefined)
      return wrong(quoted === undefined ? 'an end of the quoted field' : 'a comma after the quote');
    at += whole.length + separator.length;
    if (separator === ',' && at < text.length) continue;
    if (separator === ',') record.push({ text: '', quoted: false });
    records.push(record);
    record = [];
  }
  return { kind: 'records', records };
}

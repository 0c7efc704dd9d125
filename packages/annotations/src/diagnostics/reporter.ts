import type { Diagnostic, Fix, RelatedPlace, Span } from '@celeriac/diagnostic';
import { SEVERITIES, type AnnotationCode } from './severities.ts';

/** What a diagnostic says, and what comes with it. */
export interface ReportDetails {
  readonly message: string;
  readonly fix?: Fix | undefined;
  readonly related?: readonly RelatedPlace[];
}

/** Notes one diagnostic; its severity is the one of its code. A text is a message by itself. */
export type Report = (code: AnnotationCode, span: Span, said: string | ReportDetails) => void;

/** Collects diagnostics of one file. */
export interface Reporter {
  readonly report: Report;
  /** Everything reported so far, in the order of the text. */
  diagnostics(): readonly Diagnostic[];
}

/** Makes a reporter whose diagnostics all name `file`, where it is given. */
export function createReporter(file?: string): Reporter {
  const at = file === undefined ? {} : { file };
  const reported: (Diagnostic & { readonly span: Span })[] = [];
  return {
    report(code, span, said) {
      const { message, fix, related }: ReportDetails =
        typeof said === 'string' ? { message: said } : said;
      const severity = SEVERITIES[code];
      reported.push({
        code,
        severity,
        message,
        ...at,
        span,
        ...(fix && { fix }),
        ...(related && { related: related.map((place) => ({ ...at, ...place })) }),
      });
    },
    diagnostics: () => reported.toSorted((a, b) => a.span.start - b.span.start),
  };
}

/** A fix of one edit. */
export function replaceBy(span: Span, newText: string, title: string): Fix {
  return { title, edits: [{ span, newText }] };
}

import type { Diagnostic } from '@celeriac/diagnostic';
import type { ProtocolDiagnostic } from './protocol.ts';
import { createSource, type Source } from './source.ts';

const SEVERITIES = { error: 1, warning: 2, hint: 4 } as const;

/** What the parser has to say about a text, in the shape of the protocol; `uri` is the text's own. */
export function toProtocolDiagnostics(text: string, uri: string): readonly ProtocolDiagnostic[] {
  const source = createSource(text);
  return source.diagnostics.map((diagnostic) => toProtocolDiagnostic(source, diagnostic, uri));
}

/** One diagnostic in the shape of the protocol. */
export function toProtocolDiagnostic(
  { toRange, text }: Source,
  { code, severity, message, span, related }: Diagnostic,
  uri: string,
): ProtocolDiagnostic {
  const whole = { start: 0, end: text.length };
  return {
    range: toRange(span ?? whole),
    severity: SEVERITIES[severity],
    code,
    source: 'celeriac',
    message,
    ...(related && {
      relatedInformation: related.map((place) => ({
        location: { uri, range: toRange(place.span ?? whole) },
        message: place.message,
      })),
    }),
  };
}

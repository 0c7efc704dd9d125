import type { Span } from '@celeriac/diagnostic';
import { renderType } from '@celeriac/signature';
import type { AnnotatedFunction, AnnotatedParameter, AnnotatedScript } from '../python-module.ts';
import { SymbolKind, type DocumentSymbol } from './protocol.ts';
import { renderCall } from './render-call.ts';
import { blockOf, createSource, type Source } from './source.ts';

/**
 * The annotated functions of a text in its order, each from its header to the end of its body, with
 * its inputs (variables) and outputs (fields) as children; or the script that the text is.
 */
export function toDocumentSymbols(text: string): readonly DocumentSymbol[] {
  const source = createSource(text);
  return source.declared.map((declared) => toSymbol(source, declared));
}

function toSymbol(source: Source, declared: AnnotatedFunction | AnnotatedScript): DocumentSymbol {
  const { signature, header, inputs, outputs } = declared;
  const { name } = signature;
  const place = 'nameSpan' in declared ? placeOf(source, declared) : undefined;
  const children = [
    ...inputs.map((input) => toChild(source, input, SymbolKind.Variable)),
    ...outputs.map((output) => toChild(source, output, SymbolKind.Field)),
  ];
  return {
    name: name === '' ? (signature.friendlyName ?? 'script') : name,
    detail: renderCall(signature).slice(name.length),
    kind: place ? SymbolKind.Function : SymbolKind.Module,
    range: source.toRange({ start: header.span.start, end: place?.end ?? header.span.end }),
    selectionRange: source.toRange(place?.name ?? header.lines[0]?.span ?? header.span),
    children,
  };
}

function placeOf(source: Source, declared: AnnotatedFunction): { name: Span; end: number } {
  const end = blockOf(source, declared)?.end ?? 0;
  return { name: declared.nameSpan, end: Math.max(end, declared.nameSpan.end) };
}

function toChild(
  { toRange }: Source,
  { parameter, line }: AnnotatedParameter,
  kind: DocumentSymbol['kind'],
): DocumentSymbol {
  return {
    name: parameter.name,
    detail: renderType(parameter.type),
    kind,
    range: toRange(line.span),
    selectionRange: toRange(line.name?.span ?? line.span),
    children: [],
  };
}

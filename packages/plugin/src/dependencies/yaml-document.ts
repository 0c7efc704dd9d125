import type { Span } from '@celeriac/diagnostic';
import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { Report } from '../report.ts';

/** A value of a YAML document with its place. */
export type YamlValue = { readonly span: Span } & (
  | { readonly kind: 'scalar'; readonly value: unknown }
  | { readonly kind: 'list'; readonly items: readonly YamlValue[] }
  | { readonly kind: 'map'; readonly entries: readonly YamlEntry[] }
);

/** A key of a map and its value. */
export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlValue;
}

const DEEPEST = 20;

/** Parses YAML; tells each `invalid-yaml` at its place, and is then `undefined`. */
export function parseYaml(text: string, file: string, report: Report): YamlValue | undefined {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
  for (const { message, pos } of document.errors)
    report.error('invalid-yaml', `This is no YAML: ${message}.`.replace(/\.\.$/, '.'), {
      file,
      span: { start: pos[0], end: Math.max(pos[0] + 1, Math.min(pos[1], text.length)) },
    });
  if (document.errors.length > 0) return undefined;
  const whole: Span = { start: 0, end: Math.min(text.length, 1) };
  const convert = (node: Node | null | undefined, depth: number): YamlValue | undefined => {
    const span = node?.range ? { start: node.range[0], end: node.range[1] } : whole;
    const refuse = (message: string): undefined =>
      void report.error('invalid-yaml', message, { file, span });
    if (depth > DEEPEST) return refuse('This is nested too deeply.');
    if (node === null || node === undefined) return { kind: 'scalar', value: null, span };
    if (isScalar(node)) return { kind: 'scalar', value: node.value, span };
    if (isSeq<Node>(node)) {
      const items = node.items.map((item) => convert(item, depth + 1));
      return items.includes(undefined)
        ? undefined
        : { kind: 'list', items: items as readonly YamlValue[], span };
    }
    if (!isMap<Node, Node>(node))
      return refuse('References to another part are not supported; write it out.');
    const entries = node.items.map(({ key, value }) => {
      const [name, inner] = [convert(key, depth + 1), convert(value, depth + 1)];
      if (name === undefined || inner === undefined) return undefined;
      const label = name.kind === 'scalar' ? String(name.value) : '';
      return { key: label, keySpan: name.span, value: inner };
    });
    return entries.includes(undefined)
      ? undefined
      : { kind: 'map', entries: entries as readonly YamlEntry[], span };
  };
  return convert(document.contents, 0);
}

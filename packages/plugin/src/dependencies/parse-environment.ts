import { createLineIndex, findNearest } from '@celeriac/diagnostic';
import type { CondaPackage, Requirement } from '../plugin-model.ts';
import type { Report } from '../report.ts';
import type { FoundDependencies } from './dependency-source.ts';
import { parseMatchSpec } from './parse-match-spec.ts';
import { parseRequirements } from './parse-requirements.ts';
import { parseYaml, type YamlEntry, type YamlValue } from './yaml-document.ts';

const KEYS = ['name', 'channels', 'dependencies', 'prefix', 'variables'];

/** Where the text of an environment file is. */
export interface EnvironmentPlace {
  readonly file: string;
  /** Within the app. */
  readonly path: string;
  readonly report: Report;
}

/**
 * Reads a conda `environment.yaml`: its channels, its packages and the requirements of its `pip:`.
 *
 * Tells everything at line and column: `invalid-yaml`, `unknown-key`, `wrong-type`, `invalid-value`
 * for a channel, `invalid-requirement`, `unsupported-requirement`; and, as warnings, the keys that
 * mean nothing in an image.
 */
export function parseEnvironment(text: string, place: EnvironmentPlace): FoundDependencies {
  const { file, report } = place;
  const none = { requirements: [], constraints: [] };
  const root = parseYaml(text, file, report);
  if (root === undefined) return none;
  if (root.kind !== 'map') {
    const message = 'An environment file has the keys name, channels and dependencies.';
    report.error('wrong-type', message, { file, span: root.span });
    return none;
  }
  for (const entry of root.entries) checkKey(entry, place);
  const valueOf = (key: string): YamlValue | undefined =>
    root.entries.find((entry) => entry.key === key)?.value;
  const channels = toStrings(valueOf('channels'), { ...place, name: 'channels' }).flatMap((one) =>
    toChannel(one, place),
  );
  const packages: CondaPackage[] = [];
  const requirements: Requirement[] = [];
  const lines = createLineIndex(text);
  for (const item of toItems(valueOf('dependencies'), { ...place, name: 'dependencies' })) {
    if (item.kind === 'map') requirements.push(...toPip(item.entries, place, lines.positionAt));
    else packages.push(...toPackage(item, place, lines.positionAt));
  }
  return {
    requirements,
    constraints: [],
    conda: { channels: channels.length === 0 ? ['defaults'] : channels, packages },
  };
}

function checkKey(
  { key, keySpan: span, value }: YamlEntry,
  { file, report }: EnvironmentPlace,
): void {
  if (key === 'prefix' || key === 'variables') {
    const instead = key === 'variables' ? '; put them into "env" of container.json' : '';
    report.warning('ignored-key', `"${key}" means nothing in an image${instead}.`, { file, span });
  } else if (!KEYS.includes(key)) {
    const nearest = findNearest(key, KEYS, 3);
    const hint =
      nearest === undefined ? `Known keys: ${KEYS.join(', ')}.` : `Did you mean "${nearest}"?`;
    report.error('unknown-key', `There is no key "${key}". ${hint}`, {
      file,
      span,
      ...(nearest !== undefined && {
        fix: { title: `Change "${key}" to "${nearest}"`, edits: [{ span, newText: nearest }] },
      }),
    });
  } else if (key === 'name' && (value.kind !== 'scalar' || typeof value.value !== 'string'))
    report.error('wrong-type', '"name" must be a string.', { file, span: value.span });
}

function toItems(
  value: YamlValue | undefined,
  { file, report, name }: EnvironmentPlace & { readonly name: string },
): readonly YamlValue[] {
  if (value === undefined || (value.kind === 'scalar' && value.value === null)) return [];
  if (value.kind === 'list') return value.items;
  report.error('wrong-type', `"${name}" must be a list.`, { file, span: value.span });
  return [];
}

type Text = Pick<YamlValue, 'span'> & { readonly text: string };

function toStrings(
  value: YamlValue | undefined,
  place: EnvironmentPlace & { readonly name: string },
): readonly Text[] {
  return toItems(value, place).flatMap((item) => {
    if (item.kind === 'scalar' && typeof item.value === 'string')
      return [{ text: item.value, span: item.span }];
    const { file, report, name } = place;
    report.error('wrong-type', `Each entry of "${name}" must be a string.`, {
      file,
      span: item.span,
    });
    return [];
  });
}

function toChannel({ text, span }: Text, { file, report }: EnvironmentPlace): readonly string[] {
  const isOpen = !/\/t\/[^/]/.test(text);
  if (isOpen && /^(?:https?:\/\/[^\s@]+|[A-Za-z0-9][A-Za-z0-9._/-]*)$/.test(text)) return [text];
  const message = `"${text}" is no channel: give a name such as conda-forge, or an https:// URL without a password or token; use --conda-channel of celeriac deploy for one with it.`;
  report.error('invalid-value', message, { file, span });
  return [];
}

type PositionAt = (offset: number) => { readonly line: number };

function toPackage(
  item: YamlValue,
  { file, path, report }: EnvironmentPlace,
  positionAt: PositionAt,
): readonly CondaPackage[] {
  const { span } = item;
  const text = item.kind === 'scalar' && typeof item.value === 'string' ? item.value : undefined;
  const spec = text === undefined ? undefined : parseMatchSpec(text);
  if (spec !== undefined) return [{ ...spec, file: path, span, line: positionAt(span.start).line }];
  const message =
    text === undefined
      ? 'Each entry of "dependencies" must be a package, or "pip:" with a list.'
      : `"${text}" is no package of conda; write one such as numpy>=2,<3.`;
  report.error(text === undefined ? 'wrong-type' : 'invalid-requirement', message, { file, span });
  return [];
}

function toPip(
  entries: readonly YamlEntry[],
  place: EnvironmentPlace,
  positionAt: PositionAt,
): readonly Requirement[] {
  const { file, path, report } = place;
  return entries.flatMap(({ key, keySpan, value }) => {
    if (key !== 'pip') {
      const message = `"${key}:" is no package; write it without the colon. Only "pip:" has a list.`;
      report.error('wrong-type', message, { file, span: keySpan });
      return [];
    }
    return toStrings(value, { ...place, name: 'pip' }).flatMap(({ text, span }) => {
      const { value: parsed, diagnostics } = parseRequirements(text, { file, path });
      report.addAll(diagnostics.map((diagnostic) => ({ ...diagnostic, span })));
      if (parsed.includes.length > 0)
        report.error(
          'unsupported-requirement',
          'List the requirements here, not in another file.',
          {
            file,
            span,
          },
        );
      const { line } = positionAt(span.start);
      return parsed.requirements.map((requirement) => ({ ...requirement, span, line }));
    });
  });
}

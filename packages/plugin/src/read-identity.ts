import path from 'node:path';
import type { Span } from '@celeriac/diagnostic';
import type { Node } from 'jsonc-parser';
import { tellUnknownKey } from './check-schema.ts';
import { membersOf, nodeSpan, parseJsonDocument } from './json-document.ts';
import { readText } from './read-text.ts';
import type { Report } from './report.ts';

/** What a plugin is called, and where that is written. */
export interface PluginIdentity {
  readonly name: string;
  readonly version: string;
  readonly place: { readonly file: string; readonly span: Span };
}

/**
 * Reads a plugin's name and version from `package.json` (scope dropped); `celeriac.json` overrides
 * either. A plugin without a version is `0.0.0`.
 *
 * Tells `no-plugin-name` where neither names it, `invalid-name` where the name cannot be part of a
 * call name, and what is wrong with the files.
 */
export async function readIdentity(
  root: string,
  report: Report,
): Promise<PluginIdentity | undefined> {
  const [own, npm] = await Promise.all(
    ['celeriac.json', 'package.json'].map((file) => readFacts(root, file, report)),
  );
  const name = own?.name ?? npm?.name;
  if (name === undefined) {
    const message =
      'The plugin has no name; add a package.json with "name" and "version" beside the python folder.';
    if (!own?.broken && !npm?.broken)
      report.error('no-plugin-name', message, { file: npm?.file ?? 'package.json' });
    return undefined;
  }
  const { file, span } = name;
  if (!/^[A-Za-z0-9][A-Za-z0-9._ -]*$/.test(name.text)) {
    const message = `"${name.text}" cannot be called: a plugin's name is made of letters a-z, digits, ".", "_", "-" and spaces. Choose another in celeriac.json: { "name": "Demo" }.`;
    report.error('invalid-name', message, { file, span });
    return undefined;
  }
  const version = (own?.version ?? npm?.version)?.text ?? '0.0.0';
  return { name: name.text, version, place: { file, span } };
}

interface Fact {
  readonly text: string;
  readonly file: string;
  readonly span: Span;
}

interface Facts {
  readonly file: string;
  readonly name?: Fact | undefined;
  readonly version?: Fact | undefined;
  /** Whether something that was told keeps a name from being found. */
  readonly broken: boolean;
}

const OWN_KEYS = ['name', 'version', '$schema'];

async function readFacts(root: string, file: string, report: Report): Promise<Facts | undefined> {
  const before = report.count;
  const text = await readText({ absolutePath: path.join(root, file), file }, report);
  const document = text === undefined ? undefined : parseJsonDocument(text, file, report);
  if (text === undefined && report.count === before) return undefined;
  if (document?.type !== 'object') {
    if (report.count === before)
      report.error('wrong-type', `${file} must be a JSON object.`, { file });
    return { file, broken: true };
  }
  const isOwn = file === 'celeriac.json';
  if (isOwn)
    for (const { key, keyNode } of membersOf(document))
      if (!OWN_KEYS.includes(key)) tellUnknownKey(keyNode, OWN_KEYS, { file, report });
  const fact = (key: string): Fact | undefined => readFact(document, key, { file, report });
  const name = fact('name');
  return {
    file,
    name: name && !isOwn ? { ...name, text: name.text.replace(/^@[^/]*\//, '') } : name,
    version: fact('version'),
    broken: report.count > before,
  };
}

function readFact(
  document: Node,
  key: string,
  { file, report }: { file: string; report: Report },
): Fact | undefined {
  const node = membersOf(document).findLast((member) => member.key === key)?.value;
  if (node === undefined) return undefined;
  const span = nodeSpan(node);
  if (node.type === 'string' && node.value !== '') return { text: String(node.value), file, span };
  report.error('wrong-type', `"${key}" must be a string that is not empty.`, { file, span });
  return undefined;
}

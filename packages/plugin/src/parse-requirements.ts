import type { Diagnosed } from '@celeriac/diagnostic';
import { splitLogicalLines, type LogicalLine } from './logical-lines.ts';
import type { Requirement } from './plugin-model.ts';
import { Report } from './report.ts';

/**
 * Reads the text of a `requirements.in` or `requirements.txt`: names with extras, versions and
 * markers, as PEP 508 writes them.
 *
 * Errors at their line: `unsupported-requirement` for options, URLs, paths and environment
 * variables, which may lead out of the app; `invalid-requirement` for what is no requirement.
 */
export function parseRequirements(
  text: string,
  { file }: { readonly file: string },
): Diagnosed<readonly Requirement[]> {
  const report = new Report();
  const requirements = splitLogicalLines(text).flatMap((line) => {
    const problem = findUnsupported(line.text);
    if (problem === undefined) return readRequirement(line, { file, report });
    const place = { file, span: line.span };
    report.error('unsupported-requirement', `${problem} Name a package and its version.`, place);
    return [];
  });
  return { value: requirements, diagnostics: report.take() };
}

function findUnsupported(text: string): string | undefined {
  if (text.startsWith('-'))
    return `The option "${text.split(/[\s=]/, 1)[0]}" is not supported in this file.`;
  if (/\s--?[a-z]/.test(text)) return 'Options after a requirement are not supported.';
  if (/\$\{\w+\}/.test(text)) return 'Environment variables are not supported in this file.';
  const target = text.split(';', 1)[0] ?? '';
  if (/^[a-z+.-]+:\/\/|\s@\s|@\s*[a-z+]+:|^file:/i.test(target))
    return 'Requirements by URL are not supported.';
  if (/[/\\]|^\.|\.(whl|zip|tar\.gz|tgz)$/i.test(target))
    return 'Requirements by path are not supported.';
  return undefined;
}

const NAME = /^([A-Z0-9](?:[A-Z0-9._-]*[A-Z0-9])?)\s*/i;
const EXTRAS = /^\[\s*(?:[A-Z0-9][A-Z0-9._-]*\s*(?:,\s*[A-Z0-9][A-Z0-9._-]*\s*)*)?\]\s*/i;
const VERSION = /^(?:~=|===?|!=|<=|>=|<|>)\s*[A-Z0-9][A-Z0-9.*+!_-]*$/i;
const MARKER = /^(?:"[^"]*"|'[^']*'|[\w.()<>=!~\s])+$/;

function readRequirement(
  { text, line, span }: LogicalLine,
  { file, report }: { file: string; report: Report },
): readonly Requirement[] {
  const refuse = (what: string): readonly Requirement[] => {
    report.error('invalid-requirement', `"${text}" is no requirement: ${what}`, { file, span });
    return [];
  };
  const name = NAME.exec(text)?.[1];
  if (name === undefined) return refuse('it does not begin with the name of a package.');
  let rest = text.replace(NAME, '');
  if (rest.startsWith('[')) {
    if (!EXTRAS.test(rest)) return refuse('extras are written [one,two].');
    rest = rest.replace(EXTRAS, '');
  }
  const [versions = '', ...markers] = splitMarker(rest);
  const wrong = versions
    .replace(/^\((.*)\)$/, '$1')
    .split(',')
    .map((version) => version.trim())
    .find((version, _, all) => !VERSION.test(version) && (version !== '' || all.length > 1));
  if (wrong !== undefined) return refuse(describeVersion(wrong));
  const marker = markers[0]?.trim();
  if (marker !== undefined && !MARKER.test(marker))
    return refuse('after ";" stands a marker such as python_version < "3.13".');
  return [{ name, text: text.replaceAll(/\s+/g, ' '), line }];
}

function splitMarker(rest: string): readonly string[] {
  const at = rest.indexOf(';');
  return at === -1 ? [rest.trim()] : [rest.slice(0, at).trim(), rest.slice(at + 1)];
}

function describeVersion(wrong: string): string {
  if (/^=[^=]/.test(wrong)) return `an exact version is written =${wrong}.`;
  if (wrong === '') return 'a version is missing at a comma.';
  return `"${wrong}" is no version; write one such as >=2.0.`;
}

import type { Requirement } from '../plugin-model.ts';
import type { Report } from '../report.ts';
import { findString, parseToml } from './toml-document.ts';

/**
 * Reads the versions that a `uv.lock` pins, as constraints for one resolution with the worker's own
 * packages.
 *
 * Warning `outdated-lock` where it lacks a package that the project asks for; error `invalid-toml`.
 */
export function parseUvLock(
  text: string,
  from: {
    readonly file: string;
    readonly requirements: readonly Requirement[];
    readonly report: Report;
  },
): readonly Requirement[] {
  const { file, requirements, report } = from;
  const document = parseToml(text, { file }, report);
  const packages = Array.isArray(document?.['package']) ? (document['package'] as unknown[]) : [];
  const pins = packages.flatMap((entry) => toPin(entry, text));
  const known = new Set(pins.map(({ name }) => normalizeName(name)));
  const missing = requirements.find(({ name }) => !known.has(normalizeName(name)));
  if (document !== undefined && missing !== undefined)
    report.warning('outdated-lock', `uv.lock does not know "${missing.name}"; run uv lock.`, {
      file,
    });
  return pins;
}

function toPin(entry: unknown, text: string): readonly Requirement[] {
  const { name, version, source, ...rest } = entry as Record<string, unknown>;
  if (typeof name !== 'string' || typeof version !== 'string') return [];
  const isOfIndex = typeof source === 'object' && source !== null && 'registry' in source;
  if (!isOfIndex || !/^[\w.!+-]+$/.test(version) || !/^[\w.-]+$/.test(name)) return [];
  const markers = rest['resolution-markers'];
  // A package with several versions has each for some of the platforms alone.
  const marker =
    Array.isArray(markers) && markers.every((one) => typeof one === 'string')
      ? ` ; ${markers.map((one) => `(${one})`).join(' or ')}`
      : '';
  const span = findString(text, name, 0);
  const line = text.slice(0, span.start).split('\n').length;
  return [{ name, text: `${name}==${version}${marker}`, file: 'uv.lock', line, span }];
}

/** A package's name as every index compares it. */
function normalizeName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

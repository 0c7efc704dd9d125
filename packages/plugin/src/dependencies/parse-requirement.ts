import { findMarkerProblem } from './marker.ts';
import { findSpecifierProblem } from './version-specifier.ts';

/** One requirement as PEP 508 writes it, or as a wheel within the app. */
export interface ParsedRequirement {
  readonly name: string;
  /** As an installer takes it, on one line. */
  readonly text: string;
  /** Path of a file within the app that it is installed from. */
  readonly path?: string;
}

/** Why a text is no requirement, or one that cannot be installed. */
export interface RequirementProblem {
  readonly code: 'invalid-requirement' | 'unsupported-requirement';
  readonly message: string;
}

const NAME = /^([A-Z0-9](?:[A-Z0-9._-]*[A-Z0-9])?)\s*/i;
const EXTRAS = /^\[\s*(?:[A-Z0-9][A-Z0-9._-]*\s*(?:,\s*[A-Z0-9][A-Z0-9._-]*\s*)*)?\]\s*/i;
const ARCHIVE = /\.(?:whl|zip|tar\.gz|tgz|tar\.bz2)$/i;

/**
 * Parses one requirement: a name with extras, versions and marker, `name @ https://…`, or the path of
 * a wheel or source archive.
 *
 * Refused, with the reason: other URLs and version control, folders, paths that leave the app, and
 * variables of the environment.
 */
export function parseRequirement(
  text: string,
): { readonly value: ParsedRequirement } | { readonly problem: RequirementProblem } {
  const plain = text.replaceAll(/\s+/g, ' ').trim();
  const refused = findRefused(plain);
  if (refused !== undefined)
    return { problem: { code: 'unsupported-requirement', message: refused } };
  const invalid = (why: string) => ({
    problem: {
      code: 'invalid-requirement' as const,
      message: `"${text}" is no requirement: ${why}`,
    },
  });
  const [target, marker] = splitMarker(plain);
  const markerProblem = marker === undefined ? undefined : findMarkerProblem(marker);
  if (isPath(target)) return markerProblem ? invalid(markerProblem) : toFile(target, marker);
  const name = NAME.exec(target)?.[1];
  if (name === undefined) return invalid('it does not begin with the name of a package.');
  let rest = target.replace(NAME, '');
  if (rest.startsWith('[')) {
    if (!EXTRAS.test(rest)) return invalid('extras are written [one,two].');
    rest = rest.replace(EXTRAS, '');
  }
  const wrong = (rest.startsWith('@') ? undefined : findSpecifierProblem(rest)) ?? markerProblem;
  return wrong === undefined ? { value: { name, text: plain } } : invalid(wrong);
}

/** The path of an archive, made relative to the app's folder. */
function toFile(
  target: string,
  marker: string | undefined,
): { readonly value: ParsedRequirement } | { readonly problem: RequirementProblem } {
  const parts: string[] = [];
  const refuse = (message: string) => ({
    problem: { code: 'unsupported-requirement' as const, message },
  });
  for (const part of target.split('/')) {
    if (part === '..' && parts.pop() === undefined)
      return refuse(`"${target}" leads out of the app's folder; put the file into it.`);
    if (part !== '' && part !== '.' && part !== '..') parts.push(part);
  }
  const path = parts.join('/');
  const name = /^([A-Za-z0-9][A-Za-z0-9._-]*?)-[0-9][^-]*(?:-[^/]*)?$/.exec(
    parts.at(-1) ?? '',
  )?.[1];
  if (name === undefined)
    return refuse(
      `The file "${target}" is named like no package; a wheel is, as a-1.0-py3-none-any.whl.`,
    );
  return { value: { name, path, text: `./${path}${marker === undefined ? '' : ` ;${marker}`}` } };
}

function findRefused(text: string): string | undefined {
  if (/\$\{\w+\}/.test(text))
    return 'Variables of the environment are not supported in this file; write the value itself.';
  const [target] = splitMarker(text);
  if (/^[a-z]:\\|\\/i.test(target) || target.startsWith('/') || target.startsWith('~'))
    return `"${target}" is a path of this computer; put a wheel into the app's folder, or name a package and its version.`;
  const url = /^(?:[A-Z0-9][A-Z0-9._-]*\s*(?:\[[^\]]*\]\s*)?@\s*)?([a-z][a-z0-9+.-]*:.*)$/i.exec(
    target,
  );
  if (url?.[1] !== undefined && !isPath(target)) return findUrlProblem(url[1], target);
  if (isPath(target) && !ARCHIVE.test(target))
    return `"${target}" is a folder or no archive; build a wheel of it and name that, or put its code into the app.`;
  return undefined;
}

function findUrlProblem(url: string, target: string): string | undefined {
  if (/^(?:git|hg|svn|bzr)\+/i.test(url))
    return 'Version control is not there while an image is built; name a released package and its version.';
  if (!/^https?:\/\/[^\s/@]+\/\S+$/i.test(url))
    return /^https?:\/\/[^\s/]*@/i.test(url)
      ? 'A URL with a password in it would be kept in the image; use a package index.'
      : `"${url}" is no https:// URL; name a package and its version.`;
  return NAME.test(target) && /^[^:]*@/.test(target)
    ? undefined
    : `A URL needs its package's name before it: name @ ${url}`;
}

/** Whether a requirement is written as a path: it has a separator, and is no URL. */
function isPath(target: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target) || /\s@\s|^[A-Z0-9._-]+(?:\[[^\]]*\])?@/i.test(target))
    return false;
  return /^\.{1,2}(?:\/|$)|\//.test(target) || ARCHIVE.test(target);
}

function splitMarker(text: string): readonly [string, string | undefined] {
  // In a URL a semicolon may stand; a marker after one begins with white space.
  const at = /^[^;]*?@|^[a-z+]+:/i.test(text) ? text.search(/\s;/) : text.indexOf(';');
  if (at === -1) return [text.trim(), undefined];
  return [text.slice(0, at).trim(), text.slice(text.indexOf(';', at) + 1)];
}

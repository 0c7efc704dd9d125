import { createLineIndex } from '@celeriac/diagnostic';
import type { Requirement } from '../plugin-model.ts';
import type { Report } from '../report.ts';
import { parseRequirement } from './parse-requirement.ts';
import { findString } from './toml-document.ts';

/** A list of requirements as strings of a file. */
export interface RequirementStrings {
  /** How messages call the list: `project.dependencies`. */
  readonly name: string;
  readonly value: unknown;
  /** The whole text of the file, and where in it the list begins. */
  readonly text: string;
  readonly start: number;
  /** Path of the file in the app, and for messages. */
  readonly path: string;
  readonly file: string;
}

/** Parses a list of requirements that TOML gave; each is told at its own place. */
export function toRequirements(list: RequirementStrings, report: Report): readonly Requirement[] {
  const { name, value, text, start, path, file } = list;
  if (value === undefined) return [];
  const whole = { file, span: findString(text, '', start) };
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) {
    report.error('wrong-type', `"${name}" must be a list of strings.`, whole);
    return [];
  }
  const lines = createLineIndex(text);
  return (value as readonly string[]).flatMap((item) => {
    const span = findString(text, item, start);
    const parsed = parseRequirement(item);
    if ('problem' in parsed) {
      report.error(parsed.problem.code, parsed.problem.message, { file, span });
      return [];
    }
    return [{ ...parsed.value, file: path, span, line: lines.positionAt(span.start).line }];
  });
}

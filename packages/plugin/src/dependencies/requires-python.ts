import type { Place, Report } from '../report.ts';
import { findSpecifierProblem } from './version-specifier.ts';

/** Checks the value of `requires-python`; tells `wrong-type` and `invalid-requirement`. */
export function checkRequiresPython(
  value: unknown,
  place: Place,
  report: Report,
): { readonly requiresPython?: string } {
  if (value === undefined) return {};
  if (typeof value !== 'string') {
    report.error('wrong-type', '"requires-python" must be a string.', place);
    return {};
  }
  const problem = findSpecifierProblem(value);
  if (problem === undefined) return { requiresPython: value };
  report.error('invalid-requirement', `"${value}" is no range of versions: ${problem}`, place);
  return {};
}

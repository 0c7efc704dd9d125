import type { ValueProblem } from '@celeriac/signature';

/** All that is wrong, as sentences of one text. */
export function listProblems(problems: readonly ValueProblem[]): string {
  return problems.map(({ message }) => message).join(' ');
}

import type { FrameProblem } from '@celeriac/signature';

/** What is wrong with the names of columns, told one by one: not well-formed, with NUL, two alike. */
export function findNameProblems(names: readonly string[]): readonly FrameProblem[] {
  const seen = new Set<string>();
  return names.flatMap((name) => {
    const problem = findNameProblem(name, seen);
    seen.add(name);
    return problem === undefined ? [] : [{ at: [name], value: name, ...problem }];
  });
}

function findNameProblem(
  name: string,
  seen: ReadonlySet<string>,
): Omit<FrameProblem, 'at' | 'value'> | undefined {
  if (!name.isWellFormed()) return { code: 'lone-surrogate', expected: 'well-formed text' };
  if (name.includes('\0'))
    return {
      code: 'invalid-column-name',
      expected: 'a name without NUL',
      remark: 'Libraries of data frames cut a name off there.',
    };
  if (seen.has(name))
    return {
      code: 'duplicate-column',
      expected: 'columns of different names',
      remark: 'Two columns have this name: rename one.',
    };
  return undefined;
}

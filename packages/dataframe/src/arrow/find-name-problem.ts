import type { Schema } from 'apache-arrow';
import type { FrameProblem } from '@celeriac/signature';

/** What is wrong with the names of columns: two alike, or no well-formed text. */
export function findNameProblem({ fields }: Schema): FrameProblem | undefined {
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (seen.has(name))
      return {
        at: [name],
        code: 'duplicate-column',
        expected: 'columns of different names',
        value: name,
        remark: 'Two columns have this name: rename one.',
      };
    seen.add(name);
    if (!name.isWellFormed())
      return { at: [name], code: 'lone-surrogate', expected: 'well-formed text', value: name };
  }
  return undefined;
}

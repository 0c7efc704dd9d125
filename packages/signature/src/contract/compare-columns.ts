import { breaking, compatible, type Finding } from './finding.ts';
import type { ColumnContract, InputContract } from './function-contract.ts';

const ANY: ColumnContract = { kind: null, allowNulls: true, frame: null };

/** What differs in what is demanded of columns. */
export function compareColumns(before: InputContract, after: InputContract): readonly Finding[] {
  const { name } = after;
  const [was, is] = [before.columns ?? ANY, after.columns ?? ANY];
  const findings: Finding[] = [];
  const tell = (isLooser: boolean, change: string): void => {
    findings.push((isLooser ? compatible : breaking)('columns-changed', name, change));
  };
  const isNamed = was.frame !== name && is.frame !== name;
  if (isNamed && was.frame !== is.frame)
    tell(is.frame === null, `${name} names columns of ${is.frame ?? 'no input'} now`);
  if (was.kind !== is.kind)
    tell(is.kind === null, `columns of ${name} may be ${is.kind ?? 'of any kind'} now`);
  if (was.allowNulls !== is.allowNulls)
    tell(is.allowNulls, `columns of ${name} ${is.allowNulls ? 'may' : 'must not'} hold nulls now`);
  return findings;
}

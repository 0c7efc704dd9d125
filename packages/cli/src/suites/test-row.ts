import { compareOutcomes, type Outcome } from '../examples/judge-outcome.ts';
import type { PlaceKind } from '../examples/open-test-place.ts';

/** What one test came to in one place, as it is shown. */
export interface TestRow {
  /** The text of a `#test:` line, or the name of a test within its file. */
  readonly name: string;
  /** `python/calc/logic.py:12`, relative to the plugin's root. */
  readonly at: string;
  readonly in: PlaceKind;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped, in a line. */
  readonly problem?: string;
  /** What there is to say besides of one that failed. */
  readonly details?: readonly string[];
  /** Of a `#test:` line. */
  readonly outcome?: Outcome;
}

/** What came out differently here and in the container, in words. */
export function compareRows(rows: readonly TestRow[]): readonly string[] {
  const others = new Map(
    rows.filter((row) => row.in === 'container').map((row) => [identityOf(row), row]),
  );
  return rows.flatMap((row) => {
    const other = others.get(identityOf(row));
    const difference = row.in === 'local' && other !== undefined && differ(row, other);
    return difference ? [`${row.name} ${row.at}: ${difference}`] : [];
  });
}

/** The line where it failed may differ. */
function identityOf({ name, at }: TestRow): string {
  return JSON.stringify([name, at.replace(/:\d+$/, '')]);
}

function differ(here: TestRow, there: TestRow): string | undefined {
  if (here.outcome !== undefined && there.outcome !== undefined)
    return compareOutcomes(here.outcome, there.outcome);
  if (here.state === there.state) return undefined;
  const tell = ({ state, problem }: TestRow): string =>
    problem === undefined ? state : `${state} (${problem})`;
  return `${tell(here)} here, ${tell(there)} in the container`;
}

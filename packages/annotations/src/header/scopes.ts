import type { Statement } from '../python/statement.ts';
import { definedName } from '../python/defined-name.ts';

/** A class or function that encloses the place where reading stands. */
export interface Scope {
  readonly kind: 'class' | 'def';
  readonly name: string;
}

/** The classes and functions around the statement at hand. */
export interface Scopes {
  /** Leaves every scope that a statement at `column` cannot be in. */
  leaveTo(column: number): void;
  /** Enters the scope that a statement opens, if it opens one. */
  enter(statement: Statement): void;
  innermost(): Scope | undefined;
  /** Whether the innermost scope is the one that this statement has opened. */
  isIn(statement: Statement): boolean;
}

/** Starts at the module level. */
export function createScopes(text: string): Scopes {
  const open: Statement[] = [];
  return {
    leaveTo(column) {
      while ((open.at(-1)?.column ?? -1) >= column) open.pop();
    },
    enter(statement) {
      if (statement.word === 'def' || statement.word === 'class') open.push(statement);
    },
    isIn: (statement) => open.at(-1) === statement,
    innermost() {
      const scope = open.at(-1);
      if (scope === undefined) return undefined;
      const kind = scope.word === 'class' ? 'class' : 'def';
      return { kind, name: definedName(text, scope).text };
    },
  };
}

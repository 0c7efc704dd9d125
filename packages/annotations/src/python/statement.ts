/** One logical line of Python: from its first token to its line break, whatever lies between. */
export interface Statement {
  readonly start: number;
  /** Offset of the line break that ends it. */
  readonly end: number;
  /** Column of its first token, tabs counted to the next multiple of 8. */
  readonly column: number;
  /** What it is: `def` (also of `async def`), `class`, `return`, `@` for a decorator, …; `''` for an expression. */
  readonly word: string;
  /** Whether its last token is a colon, so that an indented block must follow. */
  readonly opensBlock: boolean;
  /** Where its colon is missing; -1 where none is. */
  readonly colonAt: number;
  /** Whether something in it is not Python, so that its end is a guess. */
  readonly isBroken: boolean;
}

/** What a Python text is made of, handed over in the order of the text. */
export interface PythonVisitor {
  /** A comment on a line of its own, from its `#` to the end of the line. */
  comment(hash: number, end: number, column: number): void;
  statement(statement: Statement): void;
}

import type { Span } from '@celeriac/diagnostic';
import type { FunctionSignature, Parameter } from '@celeriac/signature';
import type { DefinitionParameter } from './definition/definition.ts';
import type { Located } from './diagnostics/located.ts';
import type { Header } from './header/header.ts';
import type { ParameterLine } from './parameter/parameter-line.ts';
import type { AnnotatedTest } from './test-line/test-line.ts';

/** What a Python file offers to callers. */
export interface PythonModule {
  /** Every annotated module-level function, in the order of the file. */
  readonly functions: readonly AnnotatedFunction[];
  /** A header with a `language` tag and no `def`: the whole file is one script, no app function. */
  readonly script?: AnnotatedScript;
}

/** What a header says, and where. */
export interface AnnotatedScript {
  readonly signature: FunctionSignature;
  readonly header: Header;
  /** The parameters of the signature with the lines they come from, in the same order. */
  readonly inputs: readonly AnnotatedParameter[];
  readonly outputs: readonly AnnotatedParameter[];
}

/** A module-level function with its header. */
export interface AnnotatedFunction extends AnnotatedScript {
  /** Name of the `def`. */
  readonly definition: string;
  readonly isAsync: boolean;
  /** Whether calling it gives an iterator, because its body yields. */
  readonly isGenerator: boolean;
  /** Whether the `def` has a parameter named `ctx` that is no input. */
  readonly takesContext: boolean;
  /** Where the name of the `def` stands. */
  readonly nameSpan: Span;
  /** The parameters of the `def`, in its order. */
  readonly parameters: readonly DefinitionParameter[];
  /** The annotation behind `->`. */
  readonly returnHint?: Located;
  /** The string that begins the body, cleaned of its indentation. */
  readonly docstring?: Located;
  /** The `test` lines of the header that can be run. */
  readonly tests: readonly AnnotatedTest[];
  /** The decorators above the `def`, each from its `@`. */
  readonly decorators: readonly Span[];
}

/** An input or output and the line that declares it. */
export interface AnnotatedParameter {
  readonly parameter: Parameter;
  readonly line: ParameterLine;
}

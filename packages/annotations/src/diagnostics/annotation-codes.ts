import type { Severity } from '@celeriac/diagnostic';
import { SEVERITIES, type AnnotationCode } from './severities.ts';

export type { AnnotationCode } from './severities.ts';

/** What there is to know about one diagnostic code. */
export interface CodeEntry {
  readonly severity: Severity;
  /** The rule in a few words. */
  readonly title: string;
  /** A paragraph: what is meant, why it matters, what to write instead. */
  readonly documentation: string;
}

const entry = (code: AnnotationCode, title: string, documentation: string): CodeEntry => ({
  severity: SEVERITIES[code],
  title,
  documentation,
});

/** Every diagnostic of this package by its code, which never changes its meaning. */
export const ANNOTATION_CODES = {
  'unterminated-string': entry(
    'unterminated-string',
    'A string is not closed',
    'A string in single or double quotes ends on its own line, a triple-quoted one before the end of the file. Python cannot import a module with an open string, so none of its functions could run.',
  ),
  'unclosed-bracket': entry(
    'unclosed-bracket',
    'A bracket is never closed',
    'The bracket is open at the end of the file, or where a new statement begins that cannot be inside of it. Reading goes on with that statement, so the functions below are still found.',
  ),
  'unbalanced-bracket': entry(
    'unbalanced-bracket',
    'A closing bracket closes nothing, or another kind of bracket',
    'Every closing bracket needs an opening one of its own kind. Remove it, or write the one that is missing.',
  ),
  'stray-backslash': entry(
    'stray-backslash',
    'A backslash is not at the end of its line, or joins a line with a definition',
    'Outside of strings a backslash only joins a line with the next one, and must be the last character of its line; not even a space may follow.',
  ),
  'missing-colon': entry(
    'missing-colon',
    'A statement that opens a block has no colon',
    'Lines that begin with def, class, if, for, while, with, try and their like end with a colon before their body.',
  ),
  'bad-indentation': entry(
    'bad-indentation',
    'A line is not indented like its block',
    'A line that opens a block is followed by lines indented deeper, and every other line stands at the column of a block around it.',
  ),
  'unfinished-definition': entry(
    'unfinished-definition',
    'An annotated def is not finished',
    'The def has no name or no parameter list yet. Its header is read, but it is not compared with the parameters.',
  ),
  'orphan-header': entry(
    'orphan-header',
    'A header belongs to no function',
    'A header is bound to the def below it. Blank lines, comments and decorators may stand between the two; any other statement, a second name tag or the end of the file may not. Nothing is deployed for such a header.',
  ),
  'not-a-task': entry(
    'not-a-task',
    'A header stands over something that cannot be a task',
    'Only functions at the module level can be called by a worker: no methods, nested functions, functions within an if or try, lambdas and classes. Nothing is deployed for such a header.',
  ),
  'unknown-tag': entry(
    'unknown-tag',
    'A tag is unknown',
    'Within a header, a word between # and a colon is a tag. An unknown one is ignored, which is seldom what was meant. Tags of your own are written as meta.key; prose has a space behind its #.',
  ),
  'empty-tag': entry(
    'empty-tag',
    'A tag has no value',
    'Nothing stands behind the colon. The line is ignored.',
  ),
  'repeated-tag': entry(
    'repeated-tag',
    'A tag is given twice',
    'Of a tag that does not repeat the last value is taken.',
  ),
  'missing-type': entry(
    'missing-type',
    'A parameter line has no type',
    'An input or output is written as "type name". The type comes first.',
  ),
  'missing-name': entry(
    'missing-name',
    'A parameter line has no name',
    'Arguments are passed by name, so every input and output needs one behind its type.',
  ),
  'invalid-name': entry(
    'invalid-name',
    'The name of a parameter is no identifier',
    'Names of inputs and outputs are Python identifiers: letters, digits and underscores, and no digit first.',
  ),
  'unknown-type': entry(
    'unknown-type',
    'A type is unknown',
    'The types are int, bigint, double, bool, string, datetime, dataframe, column, column_list, list, string_list, map, file, blob, graphics, object and dynamic. The fix names the one that was probably meant.',
  ),
  'type-not-transportable': entry(
    'type-not-transportable',
    'A type belongs to a user interface',
    'Types such as view, widget or viewer are part of the language, but their values live in a user interface and cannot be sent to a Python worker.',
  ),
  'element-not-allowed': entry(
    'element-not-allowed',
    'A type other than list has an element type',
    'Only list takes an element type, as in list<string>. Behind any other type it is ignored.',
  ),
  'missing-delimiter': entry(
    'missing-delimiter',
    'A bracket, brace or colon is missing in a parameter line',
    'Options stand between braces as "key: value", separated by semicolons; the description stands between brackets. The line is read as if the missing character were there.',
  ),
  'unexpected-text': entry(
    'unexpected-text',
    'Something in a parameter line is no part of a parameter',
    'A parameter is "type name = default {options} [description]", of which only type and name are needed. What stands between these parts has no meaning; prose belongs into the description.',
  ),
  'trailing-comment': entry(
    'trailing-comment',
    'A comment stands behind a parameter',
    'A parameter line is a comment already, so no second "#" begins another within it. The text is ignored; a description stands between brackets.',
  ),
  'comma-separator': entry(
    'comma-separator',
    'Options are separated by a comma',
    'Options are separated by semicolons. A comma before something that looks like another option is read as one.',
  ),
  'invalid-default': entry(
    'invalid-default',
    'A default does not fit its type',
    'A default has to be a value of its type as it is: 3.9 and "3" are no int, "true" is no bool. Lists are written in brackets, strings in quotes or bare, times as RFC 3339.',
  ),
  'default-out-of-limits': entry(
    'default-out-of-limits',
    'A default is none of the choices, or out of range',
    'A caller could not pass this value, but gets it by passing none.',
  ),
  'output-default': entry(
    'output-default',
    'An output has a default',
    'The function gives its outputs; a default has no effect there.',
  ),
  'unknown-option': entry(
    'unknown-option',
    'An option is unknown',
    'The option is kept with its raw text, but nothing is known about its meaning.',
  ),
  'option-of-other-type': entry(
    'option-of-other-type',
    'An option has no meaning for its type',
    'The option is known, but for parameters of other types, or only for outputs or inputs. It is kept with its raw text.',
  ),
  'repeated-option': entry(
    'repeated-option',
    'An option is given twice',
    'The last value is taken.',
  ),
  'invalid-option-value': entry(
    'invalid-option-value',
    'The value of an option has the wrong form',
    'nullable and optional are true or false, min, max and step are numbers, choices are a list or the name of a function that gives one, meta is JSON, columns and the type of a column are one of a few words. The raw text is kept, but nothing is checked by it.',
  ),
  'repeated-parameter': entry(
    'repeated-parameter',
    'Two inputs or two outputs have the same name',
    'Arguments and results are passed by name, so each needs its own.',
  ),
  'repeated-name': entry(
    'repeated-name',
    'Two functions have the same call name',
    'A function is called by its name without regard to case, so the call could mean either. The name comes from the name tag where that is an identifier, and from the def otherwise.',
  ),
  'replaced-definition': entry(
    'replaced-definition',
    'Two annotated functions have the same def name',
    'Python keeps the last def of a name, so the header of the first one would run the second.',
  ),
  'dropped-alias': entry(
    'dropped-alias',
    'The name of a def is no alias',
    'A def whose name differs from its name tag can be called by either. Here the name of the def is taken by another function or claimed by two, so only the name tag counts.',
  ),
  'input-not-in-definition': entry(
    'input-not-in-definition',
    'An input is no parameter of the def',
    'Arguments are passed by name, so Python would refuse the call. Rename one of the two, or add the parameter.',
  ),
  'parameter-without-input': entry(
    'parameter-without-input',
    'A parameter that has no default is no input',
    'No caller could pass it, so every call would fail. Declare it, give it a default, or name it ctx to get the context of the call.',
  ),
  'input-not-passed-by-name': entry(
    'input-not-passed-by-name',
    'An input is a star parameter',
    'A star parameter takes what no other parameter does, and no argument is passed to it by its name.',
  ),
  'optional-without-default': entry(
    'optional-without-default',
    'An optional input has no default anywhere',
    'A caller may leave it out, and then Python would miss an argument and the call fail. Write a default into the header or into the def.',
  ),
  'parameter-order': entry(
    'parameter-order',
    'Inputs stand in another order than the parameters',
    'Arguments are passed by name, so nothing breaks; but whoever reads both expects one order.',
  ),
  'default-disagrees': entry(
    'default-disagrees',
    'Header and def give different defaults',
    'A caller that leaves the argument out gets the default of the header. The one of the def counts only where Python calls the function itself. A default of None in the def is no contradiction.',
  ),
  'hint-disagrees': entry(
    'hint-disagrees',
    'A type hint contradicts the header',
    'The value arrives as the Python type that belongs to the type of the header, whatever the hint says. Change one of the two. Hints that are no plain types are not compared.',
  ),
  'output-without-return': entry(
    'output-without-return',
    'An output is declared, but nothing is returned',
    'The value of an output is what the def returns. Without a return of a value it would be None.',
  ),
  'invalid-test': entry(
    'invalid-test',
    'A test is no call with literal arguments',
    'A test is a call of its function with literals, as in add(1, y=2), alone or followed by == and a literal, or by raises and the name of an exception. Other tests are not run.',
  ),
  'limit-exceeded': entry(
    'limit-exceeded',
    'The text is larger than is read',
    'Texts, lines of headers, functions and parameters have limits far beyond what people write, so that no text can take time or memory without end. What exceeds a limit is not read.',
  ),
} as const satisfies Readonly<Record<AnnotationCode, CodeEntry>>;

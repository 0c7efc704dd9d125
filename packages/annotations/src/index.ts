export { checkPython, parsePython, type ParseOptions } from './parse-python.ts';
export { parseScript, type ScriptLanguage, type ScriptOptions } from './parse-script.ts';
export type {
  AnnotatedFunction,
  AnnotatedParameter,
  AnnotatedScript,
  PythonModule,
} from './python-module.ts';
export type { Header, TagLine } from './header/header.ts';
export type {
  DefaultText,
  OptionText,
  ParameterLine,
  TypeText,
} from './parameter/parameter-line.ts';
export type { DefinitionParameter, DefinitionParameterKind } from './definition/definition.ts';
export type { AnnotatedTest, TestArgument, TestExpectation } from './test-line/test-line.ts';
export type { Located } from './diagnostics/located.ts';
export {
  ANNOTATION_CODES,
  type AnnotationCode,
  type CodeEntry,
} from './diagnostics/annotation-codes.ts';

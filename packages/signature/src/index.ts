export {
  CARRIED_TYPES,
  elementType,
  isCarried,
  isTypeName,
  renderType,
  takesNull,
  TYPE_NAMES,
  type JsonValue,
  type TypeName,
  type ValueType,
} from './value-type.ts';
export type { FunctionSignature, Parameter } from './function-signature.ts';
export type { Coded, ProblemCode, ValueProblem } from './value-problem.ts';
export { encodeValue } from './encode-value.ts';
export { decodeValue } from './decode-value.ts';
export { encodeArguments } from './encode-arguments.ts';
export { decodeOutputs } from './decode-outputs.ts';
export { contractHash } from './contract/contract-hash.ts';
export { compareContracts } from './contract/compare-contracts.ts';
export type {
  ContractComparison,
  ContractDifference,
  DifferenceCode,
} from './contract/contract-difference.ts';
export {
  fromManifest,
  MANIFEST_VERSION,
  toManifest,
  type Manifest,
  type ManifestJson,
} from './manifest.ts';
export { toInputSchema, toOutputSchema } from './json-schema/to-schema.ts';
export type { JsonSchema } from './json-schema/json-schema.ts';
export {
  renderTypeDeclarations,
  type DeclaredPlugin,
} from './typescript/render-type-declarations.ts';
export { MAX_NAME_LENGTH, NameError, toResourceName } from './resource-name.ts';
export { renderCanonicalJson } from './canonical-json.ts';
export { sha256Hex } from './sha256.ts';

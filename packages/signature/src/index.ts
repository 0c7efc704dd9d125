export {
  elementType,
  isTypeName,
  renderType,
  takesNull,
  TYPE_NAMES,
  type JsonValue,
  type TypeName,
  type ValueType,
} from './value-type.ts';
export type { FunctionSignature, Parameter } from './function-signature.ts';
export { isIdempotent } from './is-idempotent.ts';
export type { Coded, Encoded, ProblemCode, ValueProblem } from './value-problem.ts';
export { encodeValue } from './encode-value.ts';
export { wireChoices } from './wire-choices.ts';
export {
  decodeValue,
  type BytesValue,
  type BytesValues,
  type DecodeOptions,
} from './decode-value.ts';
export { isWireValue } from './is-wire-value.ts';
export { encodeArguments, type EncodeOptions } from './encode-arguments.ts';
export { decodeOutputs } from './decode-outputs.ts';
export {
  isBytesType,
  type Attachment,
  type ByteSource,
  type BytesTypeName,
  type Chunks,
  type StreamedBytes,
} from './bytes/attachment.ts';
export {
  placeAttachments,
  type BlobClaim,
  type PlacedArguments,
  type Placement,
} from './bytes/place-attachments.ts';
export { findReferences, type FoundReference } from './bytes/find-references.ts';
export type { BlobReference, BytesReference, PartReference } from './bytes/bytes-reference.ts';
export type { BytesMeta } from './bytes/bytes-meta.ts';
export type {
  ColumnKind,
  EncodedFrame,
  EncodeFrame,
  FrameColumn,
  FrameProblem,
} from './bytes/encoded-frame.ts';
export { findFrameName, toColumnRule, type ColumnRule } from './columns/column-rule.ts';
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

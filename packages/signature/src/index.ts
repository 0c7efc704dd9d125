export {
  CARRIED_TYPES,
  renderType,
  type JsonValue,
  type TypeName,
  type ValueType,
} from './value-type.ts';
export type { FunctionSignature, Parameter } from './function-signature.ts';

import { renderType, type FunctionSignature, type Parameter } from '@celeriac/signature';

/** Renders a signature in a line: `add(x: int, y?: int) → sum: int`. */
export function renderCall({ name, inputs, outputs }: FunctionSignature): string {
  const call = `${name}(${inputs.map(renderTyped).join(', ')})`;
  return outputs.length === 0 ? call : `${call} → ${outputs.map(renderTyped).join(', ')}`;
}

/** Renders a parameter and its type: `x: int`, `x?: int` where it may be left out. */
function renderTyped({ name, type, optional }: Parameter): string {
  return `${name}${optional ? '?' : ''}: ${renderType(type)}`;
}

import type { BuilderKind } from '@celeriac/deployment';
import type { PlannedInstruction } from './plan-instructions.ts';

/** Has each stage of the classic dialect say whose its layers are, as its builder leaves them behind. */
export function labelStages(
  planned: readonly PlannedInstruction[],
  {
    dialect,
    ownerLabels,
  }: {
    readonly dialect: BuilderKind;
    readonly ownerLabels: Readonly<Record<string, string>>;
  },
): readonly PlannedInstruction[] {
  if (dialect === 'buildkit') return planned;
  return planned.flatMap((one) =>
    one.instruction.kind === 'from'
      ? [one, { layer: one.layer, instruction: { kind: 'label', values: ownerLabels } }]
      : [one],
  );
}

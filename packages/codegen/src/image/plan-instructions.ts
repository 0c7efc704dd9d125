import type { BuilderKind, BuildStep } from '@celeriac/deployment';
import type { Instruction } from '../dockerfile/instruction.ts';
import { planDependencies } from './dependency-stages.ts';
import { CONTEXT_PATHS, IMAGE_PATHS } from './image-paths.ts';
import { packagesStep } from './install-step.ts';
import { labelStages } from './label-stages.ts';

/** An instruction and what it is for. */
export interface PlannedInstruction {
  readonly layer: BuildStep['layer'];
  readonly instruction: Instruction;
}

/** The user of workers; no account of any distribution has this number. */
const WORKER_ID = 65532;

/** What the instructions of an image depend on. */
export interface InstructionPlan {
  readonly base: string;
  readonly packages: readonly string[];
  readonly dialect: BuilderKind;
  readonly uvVersion: string;
  /** What installs packages of conda, for apps that have some. */
  readonly condaInstaller: string | undefined;
  /** Whose the layers are that a classic builder leaves behind. */
  readonly ownerLabels: Readonly<Record<string, string>>;
}

/**
 * Plans the instructions of an image, from what changes seldom to what changes often. The last one
 * copies the code: an edit of it repeats nothing else, in either builder.
 */
export function planInstructions(plan: InstructionPlan): readonly PlannedInstruction[] {
  return labelStages(planStages(plan), plan);
}

function planStages(plan: InstructionPlan): readonly PlannedInstruction[] {
  const system = plan.packages.length === 0 ? plan.base : 'system';
  const dependencies = planDependencies({ ...plan, system });
  return [
    ...layer('packages', planSystemStage(plan)),
    ...layer('dependencies', dependencies.stages),
    ...layer('runtime', [
      { kind: 'from', image: plan.base, stage: 'runtime' },
      {
        kind: 'copy',
        sources: [`${CONTEXT_PATHS.runtime}/`],
        target: `${IMAGE_PATHS.runtime}/`,
      },
      {
        kind: 'run',
        argv: [
          ...['python3', '-m', 'compileall', '-q'],
          ...['--invalidation-mode', 'unchecked-hash', IMAGE_PATHS.runtime],
        ],
      },
    ]),
    ...layer('base', [
      { kind: 'from', image: system },
      // It makes a folder, and so a layer, which is there already when anything above it changes.
      { kind: 'workdir', path: IMAGE_PATHS.code },
    ]),
    ...layer('dependencies', [dependencies.take]),
    ...layer('runtime', [copyFrom('runtime', IMAGE_PATHS.runtime), ...planMetadata()]),
    ...layer('code', [
      { kind: 'copy', sources: [`${CONTEXT_PATHS.app}/`], target: `${IMAGE_PATHS.app}/` },
    ]),
  ];
}

function planSystemStage({ base, packages, dialect }: InstructionPlan): readonly Instruction[] {
  if (packages.length === 0) return [];
  return [
    { kind: 'from', image: base, stage: 'system' },
    packagesStep(packages.toSorted(), dialect),
  ];
}

function planMetadata(): readonly Instruction[] {
  return [
    {
      kind: 'env',
      values: {
        PATH: `${IMAGE_PATHS.environment}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
        // The root is read-only, and the user has no home.
        HOME: '/tmp',
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONUNBUFFERED: '1',
      },
    },
    { kind: 'user', uid: WORKER_ID, gid: WORKER_ID },
    { kind: 'stopsignal', signal: 'SIGTERM' },
    {
      kind: 'healthcheck',
      argv: [IMAGE_PATHS.python, '-I', '-S', IMAGE_PATHS.healthCheck],
      intervalSeconds: 15,
      timeoutSeconds: 5,
      startPeriodSeconds: 60,
      retries: 3,
    },
    // -P: no folder of the image's files is searched for libraries.
    { kind: 'cmd', argv: [IMAGE_PATHS.python, '-P', IMAGE_PATHS.main] },
  ];
}

function copyFrom(stage: string, path: string): Instruction {
  return { kind: 'copy', from: stage, sources: [path], target: path };
}

function layer(
  name: BuildStep['layer'],
  instructions: readonly Instruction[],
): readonly PlannedInstruction[] {
  return instructions.map((instruction) => ({ layer: name, instruction }));
}

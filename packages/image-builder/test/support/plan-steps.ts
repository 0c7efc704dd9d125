import { randomBytes } from 'node:crypto';
import type { BuildPlan, BuildStep } from '@celeriac/deployment';

/** A plan of the steps given, with a Dockerfile of just these and a file of code. */
export function planSteps(
  steps: readonly BuildStep[],
  more: Pick<BuildPlan, 'dialect'> & Partial<BuildPlan>,
): BuildPlan {
  const dockerfile = steps.map(({ instruction }) => `${instruction}\n`).join('');
  return {
    image: `celeriac-test/${randomBytes(6).toString('hex')}:1`,
    dockerfile: 'Dockerfile',
    steps,
    labels: {},
    ...more,
    files: [{ kind: 'text', path: 'Dockerfile', text: dockerfile }, ...(more.files ?? [])],
  };
}

/** A RUN of a shell's script. */
export function runScript(script: string, flags = ''): string {
  return `RUN ${flags}${JSON.stringify(['/bin/sh', '-c', script])}`;
}

import type { DesiredPlugin, Release } from '@celeriac/deployment';

/** Earlier releases that are kept, so that a plugin can be rolled back to them. */
const KEPT_RELEASES = 10;

/**
 * What a plugin becomes: a new release where what runs or what is called changes, and the one that
 * it was moves into its history.
 */
export function toNextRelease(
  next: Omit<DesiredPlugin, 'release' | 'deployedAt' | 'history'>,
  before: DesiredPlugin | undefined,
): DesiredPlugin {
  const deployedAt = new Date().toISOString();
  if (before === undefined) return { ...next, release: 1, deployedAt, history: [] };
  const { release, history } = before;
  if (essence(next) === essence(before))
    return { ...next, release, deployedAt: before.deployedAt, history };
  const past = [toRelease(before), ...history].slice(0, KEPT_RELEASES);
  return { ...next, release: release + 1, deployedAt, history: past };
}

/** A release by itself, as it is kept. */
function toRelease({ release, version, deployedAt, apps }: DesiredPlugin): Release {
  return { release, version, deployedAt, apps };
}

/** What makes a release another: how many containers run at the moment does not. */
function essence({ version, apps }: Pick<DesiredPlugin, 'version' | 'apps'>): string {
  return JSON.stringify([version, apps.map(({ replicas: _, fixedReplicas: __, ...app }) => app)]);
}

import type { OwnerFilter } from '@celeriac/deployment';
import type { Engine } from '@celeriac/engine';
import { canLimitStorage, findOpenNetworks } from '@celeriac/spawner';
import { attempt, type Finding } from './doctor-findings.ts';

/** Looks at what of `container.json` this engine and its machine can hold containers to. */
export async function* enforcementFindings(
  engine: Engine,
  owner: OwnerFilter,
  signal: AbortSignal,
): AsyncGenerator<Finding> {
  const { limits, securityOptions } = await engine.info({ signal });
  const missing = [
    ...Object.entries(limits).flatMap(([name, enforced]) => (enforced ? [] : [name])),
    ...(securityOptions.some((option) => option.includes('name=seccomp')) ? [] : ['seccomp']),
  ];
  yield missing.length === 0
    ? { level: 'ok', subject: 'limits', message: 'memory without swap, CPU and processes' }
    : {
        level: 'problem',
        subject: 'limits',
        message: `this engine does not enforce: ${missing.join(', ')}`,
        remedy: 'Let the kernel of its machine have control groups for these, and seccomp.',
      };
  yield (await canLimitStorage(engine, { signal }))
    ? { level: 'ok', subject: 'storage', message: '"storage" of container.json is enforced' }
    : {
        level: 'note',
        subject: 'storage',
        message: '"storage" of container.json is not enforced: the disk has no project quotas',
        remedy: "Put the engine's data on xfs mounted with pquota, or on ext4 with prjquota.",
      };
  yield await attempt('networks', async () => {
    const open = await findOpenNetworks(engine, owner, { signal });
    if (open.length === 0) return '"network" of container.json is enforced';
    const remedy = 'Start `celeriac serve`, which sets the rules anew.';
    const apps = [...new Set(open.map(({ owner: { plugin, app } }) => `${plugin}/${app}`))];
    const message = `rules of the networks of these apps are gone: ${apps.join(', ')}`;
    throw Object.assign(new Error(message), { remedy });
  });
}

import type { AppModel } from '@celeriac/plugin';

/**
 * What `container.json` asks for that a process of this machine is not given, in words; none where all
 * is as in a container.
 */
export function findUnmet({ container }: Pick<AppModel, 'container'>): readonly string[] {
  const { packages, gpu, network, storageGiB, shmSizeMiB } = container;
  const isLinux = process.platform === 'linux';
  return [
    ...(packages.length > 0 ? [`Debian packages (${packages.join(', ')}) are not installed`] : []),
    ...(gpu > 0 ? ['"gpu" assigns nothing'] : []),
    ...(network === 'internet' ? [] : ['"network" closes nothing']),
    ...(storageGiB === 21 ? [] : ['"storage" is no limit']),
    ...(shmSizeMiB === 64 ? [] : ['"shm_size" is no limit']),
    ...(isLinux ? [] : ['"memory" and "cpu" are no limits on this system']),
  ];
}

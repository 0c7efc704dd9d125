import { toResourceName } from '@celeriac/signature';

/** One app of one instance; see `toResourceName` for what its names may hold. */
export interface AppIdentity {
  readonly instance: string;
  readonly plugin: string;
  readonly app: string;
}

/** The task queue of an app under one contract; instances may share a broker, so theirs differ. */
export function taskQueue(of: AppIdentity & { readonly contract: string }): string {
  return `${taskQueuePrefix(of)}${toResourceName(of.app)}.${of.contract}`;
}

/** What the names of all task queues of a plugin begin with. */
export function taskQueuePrefix(of: Pick<AppIdentity, 'instance' | 'plugin'>): string {
  return `celeriac.task.${of.instance}.${toResourceName(of.plugin)}.`;
}

/** The queue by which one worker of an app is told to give calls up. */
export function controlQueue(
  of: AppIdentity & { readonly version: number; readonly replica: number },
): string {
  return `${controlQueuePrefix(of)}${toResourceName(of.app)}.${of.version}-${of.replica}`;
}

/** What the names of all control queues of a plugin begin with. */
export function controlQueuePrefix(of: Pick<AppIdentity, 'instance' | 'plugin'>): string {
  return `celeriac.control.${of.instance}.${toResourceName(of.plugin)}.`;
}

/** The broker user of an app; users belong to a whole broker, whatever the virtual host. */
export function brokerUser(of: AppIdentity): string {
  return `${brokerUserPrefix(of)}${toResourceName(of.app)}`;
}

/** What the names of all broker users of a plugin begin with. */
export function brokerUserPrefix(of: Pick<AppIdentity, 'instance' | 'plugin'>): string {
  return `celeriac.${of.instance}.${toResourceName(of.plugin)}.`;
}

/** The image repository of one app. */
export function imageRepository(plugin: string, app: string): string {
  return `celeriac/${toResourceName(plugin)}.${toResourceName(app)}`;
}

/** The name of one container, which is also its host and worker name. */
export function containerName(parts: {
  readonly instance: string;
  readonly plugin: string;
  readonly app: string;
  readonly version: number;
  readonly replica: number;
}): string {
  const app = `${toResourceName(parts.plugin)}.${toResourceName(parts.app)}`;
  return `celeriac-${parts.instance}-${app}-${parts.version}-${parts.replica}`;
}

import { toResourceName } from '@celeriac/signature';

/** Names of one app's objects; see `toResourceName` for what a part may hold. */
export function taskQueue(plugin: string, app: string, contract: string): string {
  return `celeriac.task.${toResourceName(plugin)}.${toResourceName(app)}.${contract}`;
}

/** The broker user of one app; users belong to a whole broker, so the instance is part of it. */
export function brokerUser(of: {
  readonly instance: string;
  readonly plugin: string;
  readonly app: string;
}): string {
  return `celeriac.${of.instance}.${toResourceName(of.plugin)}.${toResourceName(of.app)}`;
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

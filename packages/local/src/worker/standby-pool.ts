import { join } from 'node:path';
import type { ContainerSpec } from '@celeriac/deployment';
import { sha256Hex } from '@celeriac/signature';
import type { LocalImage } from '../image/image-folder.ts';
import { Standby } from './standby.ts';
import { toStandbyEnvironment, type WorkerPlace } from './worker-environment.ts';

interface Kept {
  readonly standby: Standby;
  /** The app that used it last. */
  readonly app: string;
}

/** The standbys of an instance: one for each app, environment and runtime. */
export class StandbyPool implements AsyncDisposable {
  readonly #kept = new Map<string, Kept>();

  /**
   * The standby that a worker is forked from, and whether it is new. Where it takes the place of
   * another one of its app, that one ends with its last worker.
   */
  async take(
    spec: ContainerSpec,
    image: LocalImage,
    place: WorkerPlace,
  ): Promise<{ readonly standby: Standby; readonly isNew: boolean }> {
    const env = toStandbyEnvironment(spec, place);
    const { environment, runtime } = image;
    const app = JSON.stringify([spec.owner.instance, spec.owner.plugin, spec.owner.app]);
    const key = sha256Hex(JSON.stringify([app, environment, runtime, Object.entries(env).sort()]));
    const found = this.#kept.get(key);
    if (found !== undefined && !found.standby.hasEnded)
      return { standby: found.standby, isNew: false };
    const directory = place.home;
    const standby = new Standby({ environment, runtime, env, directory });
    this.#kept.set(key, { standby, app });
    await this.closeIdle((kept) => kept.app === app && kept.standby !== standby);
    return { standby, isNew: true };
  }

  /** Ends the standbys that are meant and have no worker. */
  async closeIdle(isMeant: (kept: Kept) => boolean = () => true): Promise<void> {
    const idle = [...this.#kept].filter(
      ([, kept]) => kept.standby.workerCount === 0 && isMeant(kept),
    );
    for (const [key] of idle) this.#kept.delete(key);
    await Promise.all(idle.map(([, { standby }]) => standby[Symbol.asyncDispose]()));
  }

  /** Ends those whose app has another one by now and no worker left in this one. */
  async closeReplaced(): Promise<void> {
    const latest = new Map([...this.#kept.values()].map(({ app, standby }) => [app, standby]));
    await this.closeIdle(({ app, standby }) => latest.get(app) !== standby);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#kept.values()];
    this.#kept.clear();
    await Promise.all(all.map(({ standby }) => standby[Symbol.asyncDispose]()));
  }
}

/** The folder that is `HOME` of every worker of an instance. */
export function homeOf(directory: string): string {
  return join(directory, 'home');
}

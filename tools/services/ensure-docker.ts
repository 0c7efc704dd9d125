import { setTimeout as sleep } from 'node:timers/promises';
import { existsSync } from 'node:fs';
import { answersPing, findBlockingEngine, findEngine } from './docker/find-engine.ts';
import { enginePackages, isEngineInstalled, startEngine } from './docker/start-engine.ts';
import { installPackages } from './host/apt-install.ts';
import type { EngineState, ServiceState } from './service-state.ts';
import type { ServicesDirectory } from './services-directory.ts';

/** Finds the engine to use without starting one: the private one of an earlier start, else one that answers. */
export async function findUsableEngine(state: ServiceState): Promise<EngineState | undefined> {
  if (state.docker?.kind === 'private' && (await answersPing(state.docker.dockerHost))) {
    return state.docker;
  }
  const dockerHost = await findEngine();
  return dockerHost === undefined ? undefined : { kind: 'found', dockerHost };
}

/** Installs Docker where it is missing and starts a private engine, unless the distribution's own comes up by itself. */
export async function bringUpEngine(
  directory: ServicesDirectory,
  state: ServiceState,
  log: (line: string) => void,
): Promise<EngineState> {
  if (!isEngineInstalled()) {
    await installPackages(enginePackages, { startServices: true, log });
    // With systemd the package starts its engine; give it a moment before deciding that it did not.
    const patience = existsSync('/run/systemd/system') ? 10_000 : 0;
    for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(200)) {
      const dockerHost = await findEngine();
      if (dockerHost !== undefined) return { kind: 'found', dockerHost };
    }
  }
  const blocking = findBlockingEngine();
  if (blocking !== undefined) throw new Error(blocking);
  const before = state.docker?.kind === 'private' ? state.docker.before : undefined;
  const engine = await startEngine(directory, before);
  log(`docker: private engine at ${engine.dockerHost}`);
  return engine;
}

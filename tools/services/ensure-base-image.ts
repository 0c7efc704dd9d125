import { buildBaseImage } from './base-image/build-base-image.ts';
import { loadBaseImage } from './base-image/load-base-image.ts';
import { answersPing } from './docker/find-engine.ts';
import { withDirectoryLock } from './host/directory-lock.ts';
import { MissingService } from './missing-service.ts';
import {
  readJsonFile,
  writeJsonFile,
  type LoadedBaseImage,
  type ServiceState,
} from './service-state.ts';
import { layoutServicesDirectory } from './services-directory.ts';

/**
 * Makes the Python base image of one more Debian suite (e.g. `trixie` for Python 3.13) and loads it into the engine
 * that is up; returns its tag. Throws {@link MissingService} when no engine is up.
 */
export async function ensureBaseImage(options: {
  readonly suite: string;
  /** Whether the image can install further packages by itself. */
  readonly apt?: boolean;
  readonly log?: (line: string) => void;
  readonly directory?: string;
}): Promise<string> {
  const { suite, apt = false, log = () => {} } = options;
  const directory = layoutServicesDirectory(options.directory);
  const work = async (): Promise<string> => {
    const state = readJsonFile<ServiceState>(directory.stateFile) ?? {};
    const dockerHost = state.docker?.dockerHost;
    if (dockerHost === undefined || !(await answersPing(dockerHost))) {
      const command = 'node tools/services/main.ts up --only docker';
      throw new MissingService(
        [{ service: 'docker', problem: 'no engine is up', command }],
        command,
      );
    }
    const image = await buildBaseImage(directory.cache, log, { suite, apt });
    const loaded = await loadBaseImage(dockerHost, image, log);
    rememberBaseImage(state, { ...image, suite: apt ? `${suite}-apt` : suite }, loaded);
    writeJsonFile(directory.stateFile, state);
    return image.tag;
  };
  return withDirectoryLock(directory.root, work, log);
}

/** Notes an image in the state, in the place of an earlier one of its suite. */
export function rememberBaseImage(
  state: ServiceState,
  { tag, packages, suite }: Omit<LoadedBaseImage, 'ours'>,
  loaded: boolean,
): void {
  const known = state.baseImages ?? [];
  const before = known.find((image) => image.tag === tag && image.packages === packages);
  const others = known.filter((image) => image.suite !== suite);
  state.baseImages = [...others, { tag, packages, suite, ours: loaded || before?.ours === true }];
}

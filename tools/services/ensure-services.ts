import { existsSync } from 'node:fs';
import { buildBaseImage } from './base-image/build-base-image.ts';
import { loadBaseImage } from './base-image/load-base-image.ts';
import { hasConsent } from './consent.ts';
import { findBridgeGateway } from './docker/find-engine.ts';
import { rememberBaseImage } from './ensure-base-image.ts';
import { stopEngine } from './docker/stop-engine.ts';
import { bringUpEngine, findUsableEngine } from './ensure-docker.ts';
import { bringUpRabbitMq, isRabbitMqUsable } from './ensure-rabbitmq.ts';
import { findMissing } from './find-missing.ts';
import { findCaBundle } from './host/ca-bundle.ts';
import { withDirectoryLock } from './host/directory-lock.ts';
import { bringUpS3 } from './ensure-s3.ts';
import { MissingService } from './missing-service.ts';
import { s3ServerFile } from './s3/build-s3-server.ts';
import {
  readJsonFile,
  writeJsonFile,
  type ServicesDescription,
  type ServiceState,
} from './service-state.ts';
import { layoutServicesDirectory, type ServicesDirectory } from './services-directory.ts';

/** Which services are wanted; the base image needs Docker and brings it along. S3 is a program, which tests start. */
export interface WantedServices {
  readonly docker: boolean;
  readonly rabbitmq: boolean;
  readonly baseImage: boolean;
  readonly s3: boolean;
}

/** How to bring services up. */
export interface EnsureOptions {
  /** Default: all of them. */
  readonly wanted?: WantedServices;
  /** `true`: install and start without asking; `false`: never; left out: `CI=true`, or ask at a terminal. */
  readonly consent?: boolean;
  /** Told of each step that takes time. */
  readonly log?: (line: string) => void;
  /** The services directory; default `.services/` at the repository's root. */
  readonly directory?: string;
}

const everything: WantedServices = { docker: true, rabbitmq: true, baseImage: true, s3: true };

/**
 * Brings up what is wanted and not running yet, and describes all that runs, also in `services.json`. May be called by
 * several processes at once. Throws {@link MissingService} when it would have to install or start without consent.
 */
export async function ensureServices(options: EnsureOptions = {}): Promise<ServicesDescription> {
  const directory = layoutServicesDirectory(options.directory);
  const log = options.log ?? (() => {});
  return withDirectoryLock(directory.root, () => bringUp(directory, options, log), log);
}

async function bringUp(
  directory: ServicesDirectory,
  options: EnsureOptions,
  log: (line: string) => void,
): Promise<ServicesDescription> {
  const wanted = options.wanted ?? everything;
  const state = readJsonFile<ServiceState>(directory.stateFile) ?? {};
  const save = (): void => writeJsonFile(directory.stateFile, state);
  const wantsDocker = wanted.docker || wanted.baseImage;
  const engine = await findUsableEngine(state);
  const gateways = engine ? await listGateways(engine.dockerHost) : [];
  const needed = {
    docker: wantsDocker && engine === undefined,
    rabbitmq: wanted.rabbitmq && !isRabbitMqUsable(state.rabbitmq, gateways),
    s3: wanted.s3 && !existsSync(s3ServerFile(directory.cache)),
  };
  const missing = findMissing(directory, needed);
  if (missing.length > 0 && !(await hasConsent(options.consent, missing))) {
    throw new MissingService(missing, renderResume(wanted, options.directory));
  }
  // The image's archive needs no engine: build it while the other services start.
  const building = wanted.baseImage ? buildBaseImage(directory.cache, log) : undefined;
  building?.catch(() => {});
  const buildingS3 = needed.s3 ? bringUpS3(directory.cache, log) : undefined;
  buildingS3?.catch(() => {});
  if (engine !== undefined || needed.docker) {
    if (engine?.kind === 'found' && state.docker?.kind === 'private') {
      await stopEngine(directory, state.docker);
    }
    state.docker = engine ?? (await bringUpEngine(directory, state, log));
    save();
  }
  const dockerHost = state.docker?.dockerHost ?? null;
  const listenHosts = dockerHost === null ? [] : await listGateways(dockerHost);
  if (wanted.rabbitmq && !isRabbitMqUsable(state.rabbitmq, listenHosts)) {
    state.rabbitmq = await bringUpRabbitMq(
      state.rabbitmq,
      { directory: directory.rabbitmq, listenHosts },
      log,
    );
    save();
  }
  if (building !== undefined && dockerHost !== null) {
    const image = await building;
    const loaded = await loadBaseImage(dockerHost, image, log);
    rememberBaseImage(state, { ...image, suite: null }, loaded);
    save();
  }
  await buildingS3;
  const description = describeServices(state, directory.cache);
  writeJsonFile(directory.descriptionFile, description);
  return description;
}

async function listGateways(dockerHost: string): Promise<string[]> {
  const gateway = await findBridgeGateway(dockerHost);
  return gateway === undefined ? [] : [gateway];
}

function describeServices(state: ServiceState, cache: string): ServicesDescription {
  const node = state.rabbitmq?.node;
  const broker = (host: string): string | null =>
    node ? `amqp://${node.user}:${node.password}@${host}:${node.amqpPort}` : null;
  return {
    dockerHost: state.docker?.dockerHost ?? null,
    brokerUrl: broker('127.0.0.1'),
    workerBrokerUrl: broker('host.docker.internal'),
    managementUrl: node ? `http://127.0.0.1:${node.managementPort}` : null,
    baseImage: state.baseImages?.find(({ suite }) => suite === null)?.tag ?? null,
    caBundle: findCaBundle(),
    s3Server: existsSync(s3ServerFile(cache)) ? s3ServerFile(cache) : null,
  };
}

function renderResume(wanted: WantedServices, directory: string | undefined): string {
  const names = [
    wanted.docker ? 'docker' : '',
    wanted.rabbitmq ? 'rabbitmq' : '',
    wanted.baseImage ? 'base-image' : '',
    wanted.s3 ? 's3' : '',
  ].filter(Boolean);
  const only = names.length === 4 ? '' : ` --only ${names.join(',')}`;
  const dir = directory === undefined ? '' : ` --dir ${directory}`;
  return `node tools/services/main.ts up --yes${only}${dir}`;
}

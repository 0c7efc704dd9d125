import { answersPing } from './docker/find-engine.ts';
import { isRabbitMqReady } from './rabbitmq/rabbitmq-readiness.ts';
import { readJsonFile, type ServicesDescription, type ServiceState } from './service-state.ts';
import { layoutServicesDirectory } from './services-directory.ts';

/** How the services are right now. */
export interface ServicesStatus {
  readonly docker: 'running' | 'down' | 'not set up';
  readonly rabbitmq: 'running' | 'down' | 'not set up';
  /** What `services.json` says; `null` when nothing was brought up. */
  readonly services: ServicesDescription | null;
}

/** Looks at each service that was brought up; starts and changes nothing. */
export async function readServicesStatus(root?: string): Promise<ServicesStatus> {
  const directory = layoutServicesDirectory(root);
  const state = readJsonFile<ServiceState>(directory.stateFile) ?? {};
  const services = readJsonFile<ServicesDescription>(directory.descriptionFile) ?? null;
  const { docker, rabbitmq } = state;
  const [dockerUp, rabbitUp] = await Promise.all([
    docker && answersPing(docker.dockerHost),
    rabbitmq && isRabbitMqReady(rabbitmq.node, rabbitmq.listenHosts),
  ]);
  return { docker: word(dockerUp), rabbitmq: word(rabbitUp), services };
}

function word(up: boolean | undefined): 'running' | 'down' | 'not set up' {
  return up === undefined ? 'not set up' : up ? 'running' : 'down';
}

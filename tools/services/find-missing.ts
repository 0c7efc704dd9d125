import { enginePackages, isEngineInstalled, privateDockerHost } from './docker/start-engine.ts';
import { findBlockingEngine } from './docker/find-engine.ts';
import { renderAptCommand } from './host/apt-install.ts';
import type { MissingPiece } from './missing-service.ts';
import { findEpmd, findRabbitMqServer, rabbitMqPackages } from './rabbitmq/find-rabbitmq.ts';
import { findGo, goPackages } from './s3/find-go.ts';
import type { ServicesDirectory } from './services-directory.ts';

/** What has to be installed and started for the services that are wanted and not running. */
export function findMissing(
  directory: ServicesDirectory,
  needed: { readonly docker: boolean; readonly rabbitmq: boolean; readonly s3: boolean },
): MissingPiece[] {
  const missing: MissingPiece[] = [];
  if (needed.docker) {
    const blocking = findBlockingEngine();
    const start = `dockerd --host ${privateDockerHost(directory)} --data-root ${directory.dockerData}`;
    if (blocking !== undefined) {
      const command = 'sudo usermod -aG docker "$USER" (and log in again), or set DOCKER_HOST';
      missing.push({ service: 'docker', problem: blocking, command });
    } else if (!isEngineInstalled()) {
      const command = `${renderAptCommand(enginePackages)} && ${start}`;
      missing.push({ service: 'docker', problem: 'docker.io is not installed', command });
    } else {
      const problem = 'no engine answers (DOCKER_HOST, /var/run/docker.sock)';
      missing.push({ service: 'docker', problem, command: start });
    }
  }
  if (needed.rabbitmq) {
    const start = `rabbitmq-server, as a private node in ${directory.rabbitmq}`;
    const installed = findRabbitMqServer() !== undefined && findEpmd() !== undefined;
    missing.push({
      service: 'rabbitmq',
      problem: installed ? 'no private node is running' : 'rabbitmq-server is not installed',
      command: installed ? start : `${renderAptCommand(rabbitMqPackages)} && ${start}`,
    });
  }
  if (needed.s3) {
    const build = 'go install of versitygw through the Go module proxy';
    const isInstalled = findGo() !== undefined;
    missing.push({
      service: 's3',
      problem: isInstalled ? 'the S3 server is not built' : 'Go is not installed',
      command: isInstalled ? build : `${renderAptCommand(goPackages)} && ${build}`,
    });
  }
  return missing;
}

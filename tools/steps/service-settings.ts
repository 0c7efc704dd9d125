import type { Services } from '../test/provide-services.ts';

const settings: Readonly<Record<string, keyof Services>> = {
  DOCKER_HOST: 'dockerHost',
  CELERIAC_BROKER_URL: 'brokerUrl',
  CELERIAC_WORKER_BROKER_URL: 'workerBrokerUrl',
  CELERIAC_MANAGEMENT_URL: 'managementUrl',
  CELERIAC_BASE_IMAGE: 'baseImage',
  CELERIAC_CA_BUNDLE: 'caBundle',
};

/** The environment variables by which programs of ours are told where the services are. */
export function toEnvironment(services: Services): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, key]) =>
      services[key] === undefined ? [] : [[name, services[key]]],
    ),
  );
}

/** The settings that a piece of code reads and that no running service answers to. */
export function findMissingSettings(code: string, services: Services): readonly string[] {
  return Object.entries(settings)
    .filter(([name, key]) => code.includes(name) && services[key] === undefined)
    .map(([name]) => name);
}

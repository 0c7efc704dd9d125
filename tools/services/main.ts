import { parseArgs } from 'node:util';
import { downServices } from './down-services.ts';
import { ensureBaseImage } from './ensure-base-image.ts';
import { ensureServices, type WantedServices } from './ensure-services.ts';
import { MissingService } from './missing-service.ts';
import { readServicesStatus } from './services-status.ts';

const usage = `Usage:
  main.ts up [--yes] [--only docker,rabbitmq,base-image,s3] [--dir DIRECTORY]
  main.ts base-image --suite SUITE [--dir DIRECTORY]
  main.ts down [--purge] [--dir DIRECTORY]
  main.ts status [--json] [--dir DIRECTORY]

up      install and start what is missing; asks first, unless --yes or CI=true
base-image  make the base image of another Debian suite, e.g. trixie, too; needs docker up
down    end and remove what up started and made; --purge removes the cache too
status  say what runs; exit code 0 when everything set up runs, 3 otherwise`;

class UsageError extends Error {}

const began = performance.now();
const log = (line: string): void => {
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  process.stderr.write(`${seconds.padStart(6)}s  ${line}\n`);
};

function parseWanted(only: string | undefined): WantedServices {
  const known = ['docker', 'rabbitmq', 'base-image', 's3'];
  const names = only?.split(',') ?? known;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`--only: no service "${unknown}"`);
  return {
    docker: names.includes('docker'),
    rabbitmq: names.includes('rabbitmq'),
    baseImage: names.includes('base-image'),
    s3: names.includes('s3'),
  };
}

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      yes: { type: 'boolean' },
      only: { type: 'string' },
      dir: { type: 'string' },
      json: { type: 'boolean' },
      suite: { type: 'string' },
      purge: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const location = values.dir === undefined ? {} : { directory: values.dir };
  const [command, ...rest] = positionals;
  if (values.help === true) process.stdout.write(`${usage}\n`);
  else if (rest.length > 0) throw new UsageError(`unexpected "${rest[0]}"`);
  else if (command === 'up') {
    const consent = values.yes === true ? { consent: true } : {};
    const wanted = parseWanted(values.only);
    const services = await ensureServices({ wanted, log, ...consent, ...location });
    log('services are up');
    process.stdout.write(`${JSON.stringify(services, null, 2)}\n`);
  } else if (command === 'base-image') {
    if (values.suite === undefined) throw new UsageError('base-image needs --suite');
    const tag = await ensureBaseImage({ suite: values.suite, log, ...location });
    process.stdout.write(`${tag}\n`);
  } else if (command === 'down') {
    await downServices({ log, purge: values.purge === true, ...location });
    log('services are down');
  } else if (command === 'status') {
    const status = await readServicesStatus(values.dir);
    const { docker, rabbitmq, services } = status;
    const lines = [`docker: ${docker}`, `rabbitmq: ${rabbitmq}`];
    lines.push(`base image: ${services?.baseImage ?? 'not set up'}`);
    lines.push(`s3 server: ${services?.s3Server ?? 'not set up'}`);
    process.stdout.write(`${values.json === true ? JSON.stringify(status) : lines.join('\n')}\n`);
    return docker === 'down' || rabbitmq === 'down' || services === null ? 3 : 0;
  } else throw new UsageError(command === undefined ? 'no command' : `no command "${command}"`);
  return 0;
}

run().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const isUsage = error instanceof UsageError || code.startsWith('ERR_PARSE_ARGS');
    process.stderr.write(`${(error as Error).message}\n${isUsage ? `${usage}\n` : ''}`);
    process.exitCode = isUsage ? 2 : error instanceof MissingService ? error.exitCode : 3;
  },
);

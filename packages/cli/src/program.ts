import { Command, Option } from 'commander';
import type { CommandContext } from './command-context.ts';
import type { ExitCode } from './exit-code.ts';
import { BUILD_FLAGS, SERVICE_FLAGS } from './service-flags.ts';

type Run<Args extends readonly unknown[]> = (
  context: CommandContext,
  ...args: Args
) => Promise<ExitCode>;

/**
 * Declares every command. Nothing but this table is loaded until a command runs: the modules behind
 * it are imported when they are needed, so that `--help` is quick.
 */
export function createProgram(context: CommandContext, finish: (code: ExitCode) => void): Command {
  const program = new Command('celeriac')
    .description('Annotated Python functions become Celery workers in Docker containers.')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command')
    .version('0.1.0', '-V, --version', 'show the version')
    .showSuggestionAfterError()
    .configureHelp({ sortSubcommands: false })
    .exitOverride();
  const run =
    <Args extends readonly unknown[]>(load: () => Promise<Run<Args>>) =>
    async (...args: readonly unknown[]): Promise<void> => {
      // Commander adds itself as the last argument.
      const own = args.slice(0, -1) as unknown as Args;
      finish(await (await load())(context, ...own));
    };

  program
    .command('init')
    .description('make a new plugin folder with one app')
    .argument('[folder]', 'folder to make', 'my-plugin')
    .action(run(async () => (await import('./commands/init.ts')).init));
  program
    .command('check')
    .description('check annotations, container.json and requirements')
    .argument('[paths...]', 'plugin roots, folders or Python files (default: this folder)')
    .addOption(
      new Option('--format <format>', 'how to report')
        .choices(['text', 'json', 'github'])
        .default('text'),
    )
    .option('--json', 'the same as --format json')
    .action(run(async () => (await import('./commands/check.ts')).check));
  withFlags(program.command('types'), STATE_FLAGS)
    .description('write TypeScript declarations of what is deployed, or of plugin folders')
    .argument('[folders...]', 'plugin roots; what is deployed otherwise')
    .option('-o, --out <file>', 'file to write, such as functions.d.ts (default: stdout)')
    .action(run(async () => (await import('./commands/types.ts')).types));
  withBuildFlags(withServiceFlags(program.command('deploy')))
    .addOption(STOP_GRACE_OPTION)
    .description('build and start what changed, then switch callers to it')
    .argument('[folder]', 'plugin root', '.')
    .option('--secrets-file <file>', 'JSON object of secrets for container.json')
    .option('--entities-file <file>', 'JSON object of entities for container.json')
    .option('--plan', 'say what would be done and why, and do nothing')
    .option('--frozen', 'fail where a requirements.lock is out of date')
    .option('--no-serve', 'do not start the controller')
    .option('--json', 'write the events as JSON lines')
    .action(run(async () => (await import('./commands/deploy.ts')).deploy));
  withBuildFlags(withFlags(program.command('dev'), DEV_FLAGS))
    .description('run a plugin on this machine, and each edit at once, with nothing installed')
    .argument('[folder]', 'plugin root', '.')
    .option('--docker', 'in containers, with the code mounted')
    .addOption(CACHE_OPTION)
    .option('--secrets-file <file>', 'JSON object of secrets for container.json')
    .option('--entities-file <file>', 'JSON object of entities for container.json')
    .action(run(async () => (await import('./commands/dev.ts')).dev));
  withBuildFlags(withServiceFlags(program.command('test')))
    .description('run the #test: lines and the tests/ folders of a plugin')
    .argument('[folder]', 'plugin root', '.')
    .addOption(
      new Option('--in <place>', 'on this machine, in containers, or both, compared')
        .choices(['local', 'container', 'both'])
        .default('local'),
    )
    .addOption(CACHE_OPTION)
    .option('--secrets-file <file>', 'JSON object of secrets for container.json')
    .option('--entities-file <file>', 'JSON object of entities for container.json')
    .option('--timeout <seconds>', 'give up on the tests/ of an app after this time', '600')
    .option('--json', 'write the outcomes as JSON')
    .action(run(async () => (await import('./commands/test.ts')).test));
  withBuildFlags(withServiceFlags(program.command('lock')))
    .description('resolve dependencies into requirements.lock, where they changed')
    .argument('[folder]', 'plugin root', '.')
    .addOption(new Option('--frozen', 'fail where one is out of date').conflicts('upgrade'))
    .option('--upgrade', 'resolve everything anew, to the newest versions')
    .option('--json', 'write the events as JSON lines')
    .action(run(async () => (await import('./commands/lock.ts')).lock));
  withBuildFlags(withServiceFlags(program.command('generate')))
    .description('write what images are built from, for docker build or any other builder')
    .argument('[folder]', 'plugin root', '.')
    .requiredOption('-o, --out <folder>', 'folder to write to; each app gets one in it')
    .action(run(async () => (await import('./commands/generate.ts')).generate));
  withServiceFlags(program.command('call'))
    .description('call a function: celeriac call Demo:add x=1 y=2')
    .argument('<function>', 'call name, Plugin:function')
    .argument('[arguments...]', 'name=value; lists and objects as JSON, files by name=@path')
    .option('--args <json>', 'arguments as one JSON object')
    .option('--timeout <seconds>', 'give up after this time', '300')
    .option('--time-limit <seconds>', 'end the function where it runs for longer')
    .option('-o, --output <path>', 'save frames, files, blobs and graphics there (.csv for CSV)')
    .option('--json', 'write the result, or the error, as JSON')
    .action(run(async () => (await import('./commands/call.ts')).call));
  withServiceFlags(program.command('ps'))
    .description('show deployed apps: workers, queues, containers')
    .option('--json', 'write them as JSON')
    .action(run(async () => (await import('./commands/ps.ts')).ps));
  withServiceFlags(program.command('scale'))
    .addOption(STOP_GRACE_OPTION)
    .description('set how many containers an app has, in place of container.json')
    .argument('<target>', 'plugin, or Plugin:app')
    .argument('<replicas>', 'a number, or "auto" for what container.json says')
    .option('--json', 'write the events as JSON lines')
    .action(run(async () => (await import('./commands/scale.ts')).scale));
  withServiceFlags(program.command('rollback'))
    .addOption(STOP_GRACE_OPTION)
    .description('bring an earlier release of a plugin back, the last one by default')
    .argument('<plugin>', 'plugin name')
    .argument('[release]', 'number of the release; --list shows them')
    .option('--list', 'show the releases that are kept, and do nothing')
    .option('--json', 'write the events, or the list, as JSON')
    .action(run(async () => (await import('./commands/rollback.ts')).rollback));
  withServiceFlags(program.command('logs'))
    .description('show what workers write')
    .argument('[target]', 'plugin, or plugin/app; everything otherwise')
    .option('-f, --follow', 'go on until interrupted')
    .option('-n, --tail <lines>', 'how many lines of the past', '100')
    .action(run(async () => (await import('./commands/logs.ts')).logs));
  withServiceFlags(program.command('down'))
    .addOption(STOP_GRACE_OPTION)
    .description('take a plugin down; waiting calls are told')
    .argument('<plugin>', 'plugin name')
    .option('--purge', 'remove its images and every other trace too')
    .option('--now', 'end calls that run, instead of waiting for them')
    .action(run(async () => (await import('./commands/down.ts')).down));
  withServiceFlags(program.command('prune'))
    .description('remove older images of apps; what is deployed, used or of others stays')
    .argument('[plugin]', 'plugin name; all of them otherwise')
    .option('--keep <count>', 'how many of the newest of each app stay', '3')
    .option('--dry-run', 'say what would go, and remove nothing')
    .option('--json', 'write them as JSON')
    .action(run(async () => (await import('./commands/prune.ts')).prune));
  withServiceFlags(program.command('serve'))
    .description('run the controller that keeps deployed apps running')
    .addOption(
      new Option(
        '--metrics-port <port>',
        'serve metrics for Prometheus on this machine at /metrics; 0 for any port',
      ).env('CELERIAC_METRICS_PORT'),
    )
    .option('--json', 'write what it does as JSON lines as well')
    .action(run(async () => (await import('./commands/serve.ts')).serve));
  withBuildFlags(withServiceFlags(program.command('doctor')))
    .description('check Node, engine, broker and state, and say what to do')
    .option('--json', 'write the findings as JSON')
    .action(run(async () => (await import('./commands/doctor.ts')).doctor));
  // A subcommand takes over settings only where it is asked to.
  for (const command of program.commands) command.copyInheritedSettings(program).exitOverride();
  return program;
}

const STOP_GRACE_OPTION = new Option(
  '--stop-grace <time>',
  'how long calls may still run in containers that go, such as 15m (default: the app’s hard limit, else 1h)',
).env('CELERIAC_STOP_GRACE');

const CACHE_OPTION = new Option(
  '--cache-dir <folder>',
  'environments and tools (default: ~/.cache/celeriac)',
).env('CELERIAC_CACHE_DIR');

const DEV_FLAGS = SERVICE_FLAGS.filter(({ variable }) =>
  ['CELERIAC_STATE_DIR', 'DOCKER_HOST'].includes(variable),
);

const STATE_FLAGS = SERVICE_FLAGS.filter(({ variable }) => variable === 'CELERIAC_STATE_DIR');

function withServiceFlags(command: Command): Command {
  return withFlags(command, SERVICE_FLAGS);
}

function withBuildFlags(command: Command): Command {
  return withFlags(command, BUILD_FLAGS);
}

function withFlags(command: Command, rows: typeof SERVICE_FLAGS): Command {
  for (const { flag, help, variable } of rows)
    command.addOption(new Option(flag, help).env(variable));
  return command;
}

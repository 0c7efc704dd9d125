/** What distinguishes one private RabbitMQ node from another. */
export interface RabbitMqNode {
  readonly nodeName: string;
  readonly amqpPort: number;
  readonly managementPort: number;
  readonly distributionPort: number;
  readonly epmdPort: number;
  readonly user: string;
  readonly password: string;
}

/** Renders `rabbitmq.conf`: AMQP on the given addresses only, management on the loopback address only. */
export function renderRabbitMqConfig(node: RabbitMqNode, listenHosts: readonly string[]): string {
  const listeners = listenHosts.map(
    (host, index) => `listeners.tcp.${index + 1} = ${host}:${node.amqpPort}`,
  );
  return [
    ...listeners,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${node.managementPort}`,
    `default_user = ${node.user}`,
    `default_pass = ${node.password}`,
    'default_user_tags.administrator = true',
    'default_vhost = /',
    'log.console = false',
    'log.file.level = info',
    '',
  ].join('\n');
}

/** Renders the environment of `rabbitmq-server`: every path below `directory`, nothing of the host's own broker. */
export function renderRabbitMqEnvironment(
  node: RabbitMqNode,
  directory: string,
  inherited: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const foreign = /^(RABBITMQ_|ERL_|ERLANG_|NOTIFY_SOCKET$)/;
  const kept = Object.entries(inherited).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(kept),
    // The Erlang cookie is read from HOME; on the command line every user could read it.
    HOME: directory,
    LC_ALL: 'C.UTF-8',
    ERL_EPMD_PORT: String(node.epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    // Makes the start script exec the Erlang machine, so that the pid we get is the broker's.
    RUNNING_UNDER_SYSTEMD: 'true',
    RABBITMQ_NODENAME: node.nodeName,
    RABBITMQ_DIST_PORT: String(node.distributionPort),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_CONF_ENV_FILE: `${directory}/rabbitmq-env.conf`,
    RABBITMQ_CONFIG_FILE: `${directory}/rabbitmq.conf`,
    RABBITMQ_ADVANCED_CONFIG_FILE: `${directory}/advanced.config`,
    RABBITMQ_ENABLED_PLUGINS_FILE: `${directory}/enabled_plugins`,
    RABBITMQ_GENERATED_CONFIG_DIR: `${directory}/config`,
    RABBITMQ_SCHEMA_DIR: `${directory}/schema`,
    RABBITMQ_MNESIA_BASE: `${directory}/data`,
    RABBITMQ_MNESIA_DIR: `${directory}/data/node`,
    RABBITMQ_FEATURE_FLAGS_FILE: `${directory}/data/feature_flags`,
    RABBITMQ_PLUGINS_EXPAND_DIR: `${directory}/data/plugins`,
    RABBITMQ_LOG_BASE: `${directory}/log`,
    RABBITMQ_PID_FILE: `${directory}/rabbitmq.pid`,
  };
}

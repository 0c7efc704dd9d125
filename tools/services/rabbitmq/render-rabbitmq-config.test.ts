import { expect, test } from 'vitest';
import {
  renderRabbitMqConfig,
  renderRabbitMqEnvironment,
  type RabbitMqNode,
} from './render-rabbitmq-config.ts';

const node: RabbitMqNode = {
  nodeName: 'celeriac-1@localhost',
  amqpPort: 20001,
  managementPort: 20002,
  distributionPort: 20003,
  epmdPort: 20004,
  user: 'celeriac',
  password: 'abc123',
};

test('AMQP listens on the given addresses, management on the loopback address', () => {
  const lines = renderRabbitMqConfig(node, ['127.0.0.1', '172.17.0.1']).split('\n');
  expect(lines.filter((line) => line.startsWith('listeners.'))).toEqual([
    'listeners.tcp.1 = 127.0.0.1:20001',
    'listeners.tcp.2 = 172.17.0.1:20001',
  ]);
  expect(lines).toContain('management.tcp.ip = 127.0.0.1');
});

test("nothing of the host's own broker reaches ours, and no secret is in the environment", () => {
  const inherited = {
    RABBITMQ_CONFIG_FILES: '/etc/x',
    ERL_FLAGS: '-x',
    HOME: '/home/a',
    TZ: 'UTC',
  };
  const environment = renderRabbitMqEnvironment(node, '/srv/node', inherited);
  expect(environment).not.toHaveProperty('RABBITMQ_CONFIG_FILES');
  expect(environment).not.toHaveProperty('ERL_FLAGS');
  expect(environment).toMatchObject({ TZ: 'UTC', HOME: '/srv/node', ERL_EPMD_PORT: '20004' });
  expect(JSON.stringify(environment)).not.toContain(node.password);
});

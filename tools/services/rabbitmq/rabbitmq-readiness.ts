import { get } from 'node:http';
import { connect } from 'node:net';
import type { RabbitMqNode } from './render-rabbitmq-config.ts';

/** Whether the node accepts AMQP connections on every address and its management API knows the admin user. */
export async function isRabbitMqReady(
  node: RabbitMqNode,
  listenHosts: readonly string[],
): Promise<boolean> {
  const accepting = await Promise.all(listenHosts.map((host) => accepts(host, node.amqpPort)));
  return accepting.every(Boolean) && (await knowsAdministrator(node));
}

/** Whether a TCP connection to the address is accepted within a second. */
export function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const finish = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => finish(true));
    socket.once('timeout', () => finish(false));
    socket.once('error', () => finish(false));
  });
}

function knowsAdministrator(node: RabbitMqNode): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(
      {
        host: '127.0.0.1',
        port: node.managementPort,
        path: '/api/whoami',
        auth: `${node.user}:${node.password}`,
        timeout: 5_000,
        agent: false,
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode === 200));
        answer.once('error', () => resolve(false));
      },
    );
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}

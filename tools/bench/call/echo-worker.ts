import { connect } from 'amqplib';

// Gives every message of a queue back to whoever sent it: the least that a worker can do, as safe as ours.
const [url = '', queue = ''] = process.argv.slice(2);
const connection = await connect(url, { noDelay: true });
const channel = await connection.createConfirmChannel();
await channel.prefetch(64);
await channel.consume(queue, (message) => {
  if (message === null) return;
  const { properties } = message;
  const own = { correlationId: String(properties.correlationId), persistent: true };
  channel.publish('', String(properties.replyTo), message.content, own, () => channel.ack(message));
});
process.stdout.write('ready\n');

/** Reply codes (§1.2) that this broker gives, and whether they end the connection. */
const CODES = {
  CONNECTION_FORCED: [320, 'connection'],
  ACCESS_REFUSED: [403, 'channel'],
  NOT_FOUND: [404, 'channel'],
  RESOURCE_LOCKED: [405, 'channel'],
  PRECONDITION_FAILED: [406, 'channel'],
  FRAME_ERROR: [501, 'connection'],
  SYNTAX_ERROR: [502, 'connection'],
  COMMAND_INVALID: [503, 'connection'],
  CHANNEL_ERROR: [504, 'connection'],
  UNEXPECTED_FRAME: [505, 'connection'],
  NOT_ALLOWED: [530, 'connection'],
  NOT_IMPLEMENTED: [540, 'connection'],
  INTERNAL_ERROR: [541, 'connection'],
} as const;

/** What the broker tells a client that did something wrong, before it closes channel or connection. */
export class AmqpError extends Error {
  override readonly name = 'AmqpError';
  /** `NOT_FOUND - no queue 'x' in vhost '/'`, as RabbitMQ words it. */
  readonly text: string;
  readonly replyCode: number;
  readonly ends: 'channel' | 'connection';

  constructor(code: keyof typeof CODES, message: string, ends?: 'connection') {
    super(message);
    this.text = `${code} - ${message}`;
    this.replyCode = CODES[code][0];
    this.ends = ends ?? CODES[code][1];
  }
}

import { TASK_HEADERS } from '@celeriac/deployment';
import type { Options } from 'amqplib';

/** A message that no client of ours would send. */
export interface MalformedMessage {
  readonly name: string;
  readonly body: Buffer;
  readonly properties: Options.Publish;
}

/** Where the messages of one burst belong. */
export interface MalformedOptions {
  readonly task: string;
  readonly contract: string;
  readonly replyTo: string;
  /** Begins the id of each. */
  readonly burst: string;
}

const good = '[[],{"call":-1},{"callbacks":null,"errbacks":null,"chain":null,"chord":null}]';

/** Twenty kinds of malformed message; each names its caller, so that each can be answered. */
export function renderMalformed(options: MalformedOptions): readonly MalformedMessage[] {
  const { task, contract } = options;
  const known = { task, [TASK_HEADERS.contract]: contract, lang: 'py' };
  const bodies: Readonly<Record<string, string | Buffer>> = {
    empty: '',
    'no JSON': '{"x":',
    'not UTF-8': Buffer.from([0x5b, 0xff, 0xfe, 0x5d]),
    null: 'null',
    'an object': '{}',
    'two parts': '[[],{}]',
    'positional arguments': '[[1],{},{}]',
    'kwargs that are a list': '[[],[],{}]',
    'a chain': '[[],{"call":-1},{"chain":[{"task":"x"}]}]',
    NaN: '[[],{"call":NaN},{}]',
    'nested too deeply': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    'a wrong type': '[[],{"call":"seven"},{}]',
    'an unknown argument': '[[],{"call":-1,"other":2},{}]',
  };
  const headers: Readonly<Record<string, object>> = {
    'an unknown task': { ...known, task: 'Faults:unknown' },
    'a task that is a number': { ...known, task: 7 },
    'no contract': { task },
    'another contract': { ...known, [TASK_HEADERS.contract]: '0000000000000000' },
    'time limits that are text': { ...known, timelimit: ['soon', 'later'] },
    'a negative time limit': { ...known, timelimit: [-1, null] },
  };
  const compressed = { ...known, compression: 'gzip' };
  const toProperties = (name: string, own: object): Options.Publish => {
    const id = `${options.burst} ${name}`;
    return {
      ...{ correlationId: id, replyTo: options.replyTo, headers: { id, ...own } },
      ...{ contentType: 'application/json', contentEncoding: 'utf-8', persistent: true },
    };
  };
  return [
    ...Object.entries(bodies).map(([name, body]) => ({
      ...{ name, body: Buffer.from(body), properties: toProperties(name, known) },
    })),
    ...Object.entries(headers).map(([name, own]) => ({
      ...{ name, body: Buffer.from(good), properties: toProperties(name, own) },
    })),
    {
      name: 'compressed, and not',
      body: Buffer.from(good),
      properties: toProperties('compressed, and not', compressed),
    },
  ];
}

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BuildEnvironment } from '@celeriac/deployment';
import type { Engine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import { chooseFreePorts } from '../../services/index.ts';
import { planMirror } from './plan-mirror.ts';

/** A mirror that runs until it is disposed of. */
export interface Mirror extends AsyncDisposable {
  /** A channel of conda. */
  readonly channelUrl: string;
  /** A package index. */
  readonly indexUrl: string;
}

/** Builds the image of a mirror by what the internet has; resolves to its name. */
export async function buildMirror(
  engine: Engine,
  from: { readonly baseImage: string; readonly environment: BuildEnvironment },
): Promise<string> {
  const builder = createImageBuilder(engine);
  const image = `celeriac-images-mirror:${randomBytes(6).toString('hex')}`;
  const plan = await planMirror(from.baseImage, { image, dialect: await builder.kind() });
  await Array.fromAsync(builder.build(plan, { environment: from.environment }));
  return image;
}

/** Serves a mirror at the loopback address of the engine's machine, or of its network namespace. */
export async function startMirror(engine: Engine, image: string): Promise<Mirror> {
  await using made = new AsyncDisposableStack();
  const [port = 0] = await chooseFreePorts(1);
  const id = await engine.containers.create({
    name: image.replace(':', '-'),
    image,
    command: ['python3', '-u', '-c', SERVE, `${port}`],
    network: 'host',
    init: true,
  });
  made.defer(() => engine.containers.remove(id, { force: true }));
  await engine.containers.start(id);
  await untilReady(engine, id);
  const url = `http://127.0.0.1:${port}`;
  const kept = made.move();
  return {
    channelUrl: `${url}/conda`,
    indexUrl: `${url}/simple`,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Says `ready` once it listens: whoever starts it may be in another network namespace and cannot ask. */
const SERVE = [
  'import functools, http.server, sys',
  'handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory="/mirror")',
  'server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), handler)',
  'print("ready")',
  'server.serve_forever()',
].join('; ');

async function untilReady(engine: Engine, id: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const lines = await Array.fromAsync(engine.containers.logs(id));
    if (lines.some(({ text }) => text.includes('ready'))) return;
    await sleep(100);
  }
  throw new Error('the mirror does not answer');
}

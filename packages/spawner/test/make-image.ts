import type { Engine } from '@celeriac/engine';

/** Builds an image whose container runs a shell script; its tag is removed by the caller. */
export async function makeImage(
  engine: Engine,
  image: { readonly tag: string; readonly base: string; readonly script: string },
): Promise<void> {
  const command = JSON.stringify(['/bin/sh', '-c', image.script]);
  const dockerfile = `FROM ${image.base}\nUSER 65532:65532\nCMD ${command}\n`;
  const messages = engine.images.build(toTar('Dockerfile', dockerfile), {
    tag: image.tag,
    dockerfile: 'Dockerfile',
    builder: 'buildkit',
  });
  for await (const message of messages)
    if (message.kind === 'error') throw new Error(message.message);
}

/** A tar of one file, in the ustar format. */
async function* toTar(name: string, text: string): AsyncGenerator<Uint8Array> {
  const content = Buffer.from(text);
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write('00000000000', 136);
  header.write('        0', 148);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  yield header;
  yield content;
  yield Buffer.alloc((512 - (content.length % 512)) % 512);
  yield Buffer.alloc(1024);
}

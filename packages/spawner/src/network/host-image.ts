import { createHash } from 'node:crypto';
import { type CallOptions, type Engine, EngineError } from '@celeriac/engine';

/** Folders of a machine that its programs need, found under `HOST_MOUNT`. */
const LINKED = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'usr', 'nix', 'run', 'gnu'];
/** `etc` itself is the container's own: its resolvers are in it. */
const LINKED_OF_ETC = ['alternatives', 'ld.so.cache', 'ld.so.conf', 'ld.so.conf.d'];

/** Where the machine's root is mounted. */
export const HOST_MOUNT = '/host';

/**
 * Finds or makes an image that holds nothing but links into the machine's own files, and resolves to
 * its `name:tag`: with the machine's root mounted, its programs run in it. Nothing is pulled.
 */
export async function ensureHostImage(engine: Engine, call: CallOptions): Promise<string> {
  const layer = renderLayer();
  const tag = createHash('sha256').update(layer).digest('hex').slice(0, 12);
  const repository = 'celeriac/host';
  try {
    await engine.images.inspect(`${repository}:${tag}`, call);
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'NOT_FOUND') throw error;
    await engine.images.import(layer, { repository, tag }, call);
  }
  return `${repository}:${tag}`;
}

/** A tar of the folders and links, in the ustar format. */
function renderLayer(): Buffer {
  const links = [
    ...LINKED.map((name) => [name, `${HOST_MOUNT.slice(1)}/${name}`] as const),
    ...LINKED_OF_ETC.map((name) => [`etc/${name}`, `..${HOST_MOUNT}/etc/${name}`] as const),
  ];
  return Buffer.concat([
    renderEntry(`${HOST_MOUNT.slice(1)}/`),
    renderEntry('etc/'),
    ...links.map(([name, target]) => renderEntry(name, target)),
    Buffer.alloc(1024),
  ]);
}

/** The header of a folder, or of a link where it has a target; neither has content. */
function renderEntry(name: string, target?: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000755\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write('00000000000\0', 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(target === undefined ? '5' : '2', 156);
  header.write(target ?? '', 157);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

import { randomBytes } from 'node:crypto';
import { toLabels } from '@celeriac/deployment';
import { type CallOptions, type Engine, EngineError } from '@celeriac/engine';
import { ensureHostImage, HOST_MOUNT } from './host-image.ts';

/** How a script on the engine's machine ended. */
export interface HostScriptResult {
  readonly exitCode: number;
  /** What it wrote to both streams. */
  readonly lines: readonly string[];
}

/** The label of the containers that scripts run in. */
export const HOST_SCRIPT_LABELS = { ...toLabels({}), 'io.celeriac.role': 'host-script' } as const;

const LIMIT_MS = 30_000;
/** What it takes to change a machine's network. */
const NETWORK_CAPABILITIES = ['NET_ADMIN', 'NET_RAW'];

/**
 * Runs a shell script with the programs of the engine's machine, in its network, and with no more
 * rights than to change that, unless others are named: the machine's files are read-only to it.
 *
 * It takes a container of a moment, so that it works wherever the engine is. Throws `EngineError`.
 */
export async function runOnHost(
  engine: Engine,
  script: string,
  options: CallOptions & { readonly capabilities?: readonly string[] },
): Promise<HostScriptResult> {
  const { capabilities = NETWORK_CAPABILITIES, ...call } = options;
  const image = await ensureHostImage(engine, call);
  const id = await engine.containers.create({
    name: `celeriac-host-${randomBytes(6).toString('hex')}`,
    image,
    entrypoint: ['/bin/sh', '-c', script],
    user: '0:0',
    labels: HOST_SCRIPT_LABELS,
    network: 'host',
    hostUsers: true,
    readOnlyRoot: true,
    readOnlyFolders: { [HOST_MOUNT]: '/' },
    dropCapabilities: ['ALL'],
    addCapabilities: capabilities,
    securityOptions: ['no-new-privileges', 'label=disable'],
    memoryBytes: 64 * 1024 * 1024,
    pidsLimit: 64,
  });
  try {
    await engine.containers.start(id, call);
    const exitCode = await engine.containers.wait(id, { ...call, timeoutMs: LIMIT_MS });
    const lines: string[] = [];
    for await (const { text } of engine.containers.logs(id, call)) lines.push(text);
    return { exitCode, lines };
  } finally {
    await engine.containers.remove(id, { force: true }).catch((error: unknown) => {
      // A sweep takes what is left of it.
      if (!(error instanceof EngineError)) throw error;
    });
  }
}

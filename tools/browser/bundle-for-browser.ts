import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { workspaceRoot } from '../steps/run-program.ts';

/** A script for a browser, and what it weighs on its way there. */
export interface Bundle {
  readonly code: string;
  /** Bytes of the code compressed by gzip. */
  readonly gzipped: number;
  /** Modules of Node that the code asks for; a browser has none. */
  readonly nodeModules: readonly string[];
}

/** Bundles a module that imports packages of ours, as they are published, as one minified file. */
export async function bundleForBrowser(source: string): Promise<Bundle> {
  const entry = `${workspaceRoot}/bundled.ts`;
  const nodeModules = new Set<string>();
  const build = await rolldown({
    input: entry,
    platform: 'browser',
    onLog: () => undefined,
    plugins: [
      {
        name: 'bundled-text',
        resolveId(id) {
          if (id.startsWith('node:')) nodeModules.add(id);
          return id === entry ? entry : null;
        },
        load: (id) => (id === entry ? source : null),
      },
    ],
  });
  try {
    const { output } = await build.generate({ format: 'esm', minify: true, comments: false });
    const [{ code }] = output;
    return { code, gzipped: gzipSync(code).length, nodeModules: [...nodeModules] };
  } finally {
    await build.close();
  }
}

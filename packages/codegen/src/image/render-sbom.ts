import type { AppModel } from '@celeriac/plugin';
import { sha256Hex } from '@celeriac/signature';
import type { ImageOptions } from './image-options.ts';

/**
 * Writes the software bill of materials of an image as CycloneDX 1.6 JSON: every package that its
 * lock pins, with the hashes of its archives; packages of conda and Debian as they are asked for; the
 * base image and the worker runtime. The same image has the same text.
 */
export function renderSbom(app: AppModel, options: ImageOptions): string {
  const { plugin, pluginVersion, baseImage, runtime, lock } = options;
  const conda = app.dependencies.kind === 'conda' ? app.dependencies.packages : [];
  const components = [
    { type: 'container', name: baseImage, 'bom-ref': 'base-image' },
    { type: 'library', name: 'celeriac-worker', version: runtime.version, 'bom-ref': 'runtime' },
    ...app.container.packages.map((asked) => {
      const [name = asked, version] = asked.split('=');
      return toComponent({ kind: 'deb/debian', name, ...(version !== undefined && { version }) });
    }),
    ...conda.map(({ name, text }) => ({
      ...toComponent({ kind: 'conda', name }),
      properties: [{ name: 'celeriac:asked', value: text }],
    })),
    ...readPins(lock),
  ];
  const root = { type: 'application', name: `${plugin}/${app.name}`, version: pluginVersion };
  const serial = sha256Hex(JSON.stringify([root, components]));
  const bom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${toUuid(serial)}`,
    version: 1,
    metadata: { component: { ...root, 'bom-ref': 'app' } },
    components,
  };
  return `${JSON.stringify(bom, null, 1)}\n`;
}

interface Package {
  readonly kind: 'pypi' | 'conda' | 'deb/debian';
  readonly name: string;
  readonly version?: string;
}

function toComponent({ kind, name, version }: Package) {
  const at = version === undefined ? '' : `@${encodeURIComponent(version)}`;
  const purl = `pkg:${kind}/${encodeURIComponent(name)}${at}`;
  return {
    type: 'library',
    name,
    ...(version !== undefined && { version }),
    purl,
    'bom-ref': purl,
  };
}

/** Entries of a lock begin at a line's start; hashes and comments are indented. */
function readPins(lock: string): readonly ReturnType<typeof toComponent>[] {
  const entries = lock.split(/\n(?=[^\s#])/);
  return entries.flatMap((entry) => {
    const [, name, version] = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)/.exec(entry) ?? [];
    const [, archive] = /^(?:([A-Za-z0-9][\w.-]*) @ |\.\/)/.exec(entry) ?? [];
    const hashes = [...entry.matchAll(/--hash=sha256:([0-9a-f]{64})/g)].map(([, content]) => ({
      alg: 'SHA-256',
      content,
    }));
    if (name !== undefined && version !== undefined)
      return [{ ...toComponent({ kind: 'pypi', name, version }), hashes }];
    if (archive === undefined && !entry.startsWith('./')) return [];
    const [file = ''] = entry.split(/[\s;\\]/);
    return [{ ...toComponent({ kind: 'pypi', name: archive ?? file.slice(2) }), hashes }];
  });
}

/** The form of a random UUID, of a hash instead. */
function toUuid(hex: string): string {
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

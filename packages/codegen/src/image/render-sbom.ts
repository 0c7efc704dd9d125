import type { AppModel } from '@celeriac/plugin';
import { sha256Hex } from '@celeriac/signature';
import type { ImageOptions } from './image-options.ts';
import { parseCondaPin, splitLock } from './lock-text.ts';

/**
 * Writes the software bill of materials of an image as CycloneDX 1.6 JSON: every package that its
 * lock pins, of an index and of conda, with the hashes of its archives; packages of Debian as they are
 * asked for; the base image and the worker runtime. The same image has the same text.
 */
export function renderSbom(app: AppModel, options: ImageOptions): string {
  const { plugin, pluginVersion, baseImage, runtime, lock } = options;
  const parts = splitLock(lock);
  const components = [
    { type: 'container', name: baseImage, 'bom-ref': 'base-image' },
    { type: 'library', name: 'celeriac-worker', version: runtime.version, 'bom-ref': 'runtime' },
    ...app.container.packages.map((asked) => {
      const [name = asked, version] = asked.split('=');
      return toComponent({ kind: 'deb/debian', name, ...(version !== undefined && { version }) });
    }),
    ...parts.conda.flatMap(toCondaComponent),
    ...readPins(parts.pip),
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

function toCondaComponent(line: string) {
  const pin = parseCondaPin(line);
  if (pin === undefined) return [];
  const { name, version, build, channel, subdir, sha256 } = pin;
  const component = toComponent({ kind: 'conda', name, version });
  const qualifiers = Object.entries({ build, channel, subdir })
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&');
  const purl = `${component.purl}?${qualifiers}`;
  return [{ ...component, purl, 'bom-ref': purl, hashes: [{ alg: 'SHA-256', content: sha256 }] }];
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

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemEnvironment } from '../host/as-root.ts';
import { renderSuiteSource } from './suite-source.ts';
import { parsePackageUris, type PackageFile } from './package-files.ts';
import { runCommand } from '../host/run-command.ts';
import { readJsonFile, writeJsonFile } from '../service-state.ts';

const hostLists = '/var/lib/apt/lists';

/**
 * A private apt: the host's sources and keys, or another suite of the host's mirror, with its own idea of what is
 * installed and its own cache; needs no root.
 */
export class PrivateApt {
  readonly #directory: string;
  readonly #suite: string | undefined;
  #useHostLists: boolean;

  constructor(directory: string, suite?: string) {
    this.#directory = directory;
    this.#suite = suite;
    for (const part of ['lists/partial', 'archives/partial', 'state']) {
      mkdirSync(join(directory, part), { recursive: true });
    }
    writeFileSync(join(directory, 'status'), '');
    this.#useHostLists = suite === undefined && fingerprintLists(hostLists) !== undefined;
  }

  /** Where downloaded packages lie. */
  get archives(): string {
    return join(this.#directory, 'archives');
  }

  /** Fetches package lists of our own, when the host has none or its lists name packages that are gone. */
  async refresh(): Promise<void> {
    this.#useHostLists = false;
    if (this.#suite !== undefined) {
      writeFileSync(this.#sources, await renderSuiteSource(this.#suite));
    }
    await this.#run(['update', '-q']);
  }

  /** The packages and all they need; remembered until the package lists change. */
  async resolve(packages: readonly string[]): Promise<PackageFile[]> {
    if (fingerprintLists(this.#lists) === undefined) await this.refresh();
    const key = createHash('sha256')
      .update(JSON.stringify([fingerprintLists(this.#lists), packages]))
      .digest('hex');
    const memory = join(this.#directory, 'resolved.json');
    const known = readJsonFile<{ key: string; files: PackageFile[] }>(memory);
    if (known?.key === key) return known.files;
    const { stdout } = await this.#run(['install', '-qq', '-y', '--print-uris', ...packages]);
    const files = parsePackageUris(stdout);
    writeJsonFile(memory, { key, files });
    return files;
  }

  /** Downloads, and verifies against the signed lists, whatever of the packages is not there yet. */
  async download(packages: readonly string[]): Promise<void> {
    await this.#run(['install', '-qq', '-y', '--download-only', ...packages]);
  }

  /** Downloads one package without what it needs; resolves to its file. */
  async downloadAlone(name: string): Promise<string> {
    if (fingerprintLists(this.#lists) === undefined) await this.refresh();
    await this.#run(['download', '-qq', name], this.archives);
    const file = readdirSync(this.archives).find((entry) => entry.startsWith(`${name}_`));
    if (file === undefined) throw new Error(`apt downloaded no ${name}`);
    return join(this.archives, file);
  }

  /** Removes the downloaded packages. */
  clean(): void {
    rmSync(this.archives, { recursive: true, force: true });
  }

  get #lists(): string {
    return this.#useHostLists ? hostLists : join(this.#directory, 'lists');
  }

  get #sources(): string {
    return join(this.#directory, 'sources.list');
  }

  #run(args: readonly string[], cwd?: string) {
    const settings = {
      'Dir::State': join(this.#directory, 'state'),
      'Dir::State::status': join(this.#directory, 'status'),
      'Dir::State::lists': this.#lists,
      'Dir::Cache': this.#directory,
      'Dir::Cache::archives': 'archives',
      'Dir::Log': this.#directory,
      'APT::Sandbox::User': '',
      'APT::Install-Recommends': 'false',
      'APT::Install-Suggests': 'false',
      // Locks are for state that is shared; the host's lists are only read.
      'Debug::NoLocking': 'true',
      ...(this.#suite !== undefined && {
        'Dir::Etc::sourcelist': this.#sources,
        'Dir::Etc::sourceparts': '-',
      }),
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    const env = systemEnvironment({ DEBIAN_FRONTEND: 'noninteractive' });
    return runCommand(['apt-get', ...options, ...args], { env, ...(cwd && { cwd }) });
  }
}

/** Changes when the package lists do; `undefined` when there are none. */
function fingerprintLists(directory: string): string | undefined {
  try {
    const lists = readdirSync(directory)
      .filter((name) => name.includes('_Packages'))
      .sort();
    const facts = lists.map((name) => {
      const { size, mtimeMs } = statSync(join(directory, name));
      return [name, size, mtimeMs];
    });
    return lists.length === 0 ? undefined : JSON.stringify(facts);
  } catch {
    return undefined;
  }
}

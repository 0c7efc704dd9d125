/** What the image is asked to hold; apt adds what these need. */
export const requestedPackages = [
  ...['python3', 'python3-venv', 'ca-certificates', 'tzdata', 'netbase'],
  ...['base-files', 'base-passwd', 'bash', 'dash', 'coreutils', 'findutils', 'grep', 'sed'],
  ...['gzip', 'tar', 'libc-bin', 'libstdc++6'],
];

/** What a base image needs besides, to install further packages by itself. */
export const aptPackages = [
  ...['apt', 'dpkg', 'debian-archive-keyring', 'gpgv', 'diffutils'],
  // What the scripts of packages count on.
  ...['perl-base', 'debconf', 'init-system-helpers'],
];

/** One package to download: its file name tells package, version and architecture. */
export interface PackageFile {
  readonly name: string;
  readonly file: string;
  readonly size: number;
}

/** Reads the lines of `apt-get --print-uris`: quoted address, file name, size, and a checksum where there is one. */
export function parsePackageUris(output: string): PackageFile[] {
  return output
    .split('\n')
    .flatMap((line) => {
      const match = /^'[^']+' (([^_\s]+)_\S+\.deb) (\d+)/.exec(line);
      return match ? [{ file: match[1]!, name: match[2]!, size: Number(match[3]) }] : [];
    })
    .sort((left, right) => (left.file < right.file ? -1 : 1));
}

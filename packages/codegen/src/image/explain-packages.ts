import type { Diagnostic } from '@celeriac/diagnostic';
import type { AppModel } from '@celeriac/plugin';

/**
 * Finds which Debian packages of an app apt could not install, from what it wrote: each by its name in `container.json`.
 *
 * Empty where apt failed by something else, such as a mirror that does not answer.
 */
export function explainPackages(failed: {
  readonly app: AppModel;
  /** The app's folder as messages call it: `python/my_app`. */
  readonly shown: string;
  /** What apt wrote last. */
  readonly lines: readonly string[];
}): readonly Diagnostic[] {
  const { app, shown, lines } = failed;
  const told = lines.filter((line) => TELLING.test(line));
  return app.container.packages.flatMap((asked) => {
    const name = asked.split(/[:=]/, 1)[0] ?? asked;
    const line = told.find((one) => wordsOf(one).has(name));
    if (line === undefined) return [];
    const why = line.replace(/^(?:E:|dpkg: error processing)\s*/, '').trim();
    const message = `The Debian package "${asked}" cannot be installed: ${why}. See "packages" of container.json and the release of the base image.`;
    const file = `${shown}/container.json`;
    return [{ severity: 'error', code: codeOf(line), message, file }];
  });
}

/** Lines of apt and dpkg that name what they speak of. */
const TELLING =
  /^E: (?:Unable to locate package|Version .* was not found|Package .* has no installation candidate|Couldn't find)|^ *\S+ : (?:Pre)?Depends: |^dpkg: error processing/;

function codeOf(line: string): string {
  if (/Unable to locate|no installation candidate|Couldn't find/.test(line))
    return 'unknown-package';
  if (/^E: Version/.test(line)) return 'no-such-version';
  return /Depends:/.test(line) ? 'dependency-conflict' : 'dependency-build-failed';
}

function wordsOf(line: string): ReadonlySet<string> {
  return new Set(line.match(/[a-z0-9][a-z0-9+.-]*[a-z0-9+]/g));
}

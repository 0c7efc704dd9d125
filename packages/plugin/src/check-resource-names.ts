import { NameError, toResourceName } from '@celeriac/signature';
import type { PluginIdentity } from './read-identity.ts';
import type { Place, Report } from './report.ts';

/** An app's name, and how messages call its folder. */
export interface NamedApp {
  readonly name: string;
  readonly shown: string;
}

/**
 * Makes sure that plugin and app names become names of images, queues, containers and users.
 *
 * Errors: `invalid-name` where one cannot, `name-collision` where two apps become the same.
 */
export function checkResourceNames(
  plugin: PluginIdentity | undefined,
  apps: readonly NamedApp[],
  report: Report,
): void {
  if (plugin) mapName(plugin.name, plugin.place, report);
  const mapped = new Map<string, NamedApp>();
  for (const app of apps) {
    const key = mapName(app.name, { file: app.shown }, report);
    const first = key === undefined ? undefined : mapped.get(key);
    if (first)
      report.error(
        'name-collision',
        `The apps "${first.name}" and "${app.name}" would both be called "${key}"; rename one.`,
        { file: app.shown, related: [{ message: `"${first.name}"`, file: first.shown }] },
      );
    else if (key !== undefined) mapped.set(key, app);
  }
}

function mapName(name: string, place: Place, report: Report): string | undefined {
  try {
    return toResourceName(name);
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    report.error('invalid-name', `${error.message} ${error.remedy}`, place);
    return undefined;
  }
}

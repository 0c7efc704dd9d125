import type { AppModel } from '@celeriac/plugin';
import { DeployError } from '../deployer-error.ts';
import type { DeployerSettings } from '../deployer-options.ts';

const SECRET = /\$\{secret:([^}]+)\}/g;
const ENTITY = /#\{x\.([^}]+)\}/g;

/**
 * Puts values in for the secrets and entities of an app's `env`.
 *
 * Throws `SECRET_MISSING` or `ENTITY_MISSING`, naming the variable that asks for it.
 */
export function resolveEnvironment(
  app: AppModel,
  plugin: string,
  { resolveSecret, resolveEntity }: Pick<DeployerSettings, 'resolveSecret' | 'resolveEntity'>,
): Record<string, string> {
  const entries = Object.entries(app.container.env).map(([variable, template]) => {
    const where = { plugin, app: app.name, variable };
    const value = template
      .replaceAll(SECRET, (_, name: string) => resolveSecret?.(name) ?? missingSecret(name, where))
      .replaceAll(
        ENTITY,
        (_, entity: string) => resolveEntity?.(entity) ?? missingEntity(entity, where),
      );
    return [variable, value] as const;
  });
  return Object.fromEntries(entries);
}

interface Where {
  readonly plugin: string;
  readonly app: string;
  readonly variable: string;
}

function missingSecret(name: string, { plugin, app, variable }: Where): never {
  throw new DeployError(
    'SECRET_MISSING',
    `The secret "${name}" that env.${variable} of ${plugin}/${app} asks for is not known.`,
    { plugin, app, remedy: `Put it into --secrets-file, or set CELERIAC_SECRET_${name}.` },
  );
}

function missingEntity(entity: string, { plugin, app, variable }: Where): never {
  throw new DeployError(
    'ENTITY_MISSING',
    `The entity "${entity}" that env.${variable} of ${plugin}/${app} asks for is not known.`,
    { plugin, app, remedy: 'Put it into the file given by --entities-file.' },
  );
}

export { readPlugin, type ReadPluginOptions } from './read-plugin.ts';
export type {
  AppFile,
  AppFunction,
  AppModel,
  CondaDependencies,
  CondaPackage,
  Dependencies,
  PipDependencies,
  PluginModel,
  Requirement,
} from './plugin-model.ts';
export type { FrameLibrary, PythonForm, PythonForms } from './python-forms/python-form.ts';
export type { ContainerSettings } from './container-settings.ts';
export { parseContainer } from './parse-container.ts';
export { CONTAINER_SCHEMA } from './container-keys.ts';
export { parseRequirements, type RequirementsFile } from './dependencies/parse-requirements.ts';
export { parseRequirement } from './dependencies/parse-requirement.ts';
export { fitsPython } from './dependencies/version-specifier.ts';
export { LOCK_FILE } from './dependencies/dependency-files.ts';
export { type AppLock, renderLock } from './dependencies/lock-file.ts';
export { writeLock } from './dependencies/write-lock.ts';
export { decodeSource } from './decode-source.ts';
export { readSource, type PythonSource } from './read-source.ts';
export { findPluginRoot, findSources, type FoundSources } from './find-sources.ts';

export { readPlugin, type ReadPluginOptions } from './read-plugin.ts';
export type {
  AppFile,
  AppFunction,
  AppModel,
  Dependencies,
  PluginModel,
  Requirement,
} from './plugin-model.ts';
export type { ContainerSettings } from './container-settings.ts';
export { parseContainer } from './parse-container.ts';
export { CONTAINER_SCHEMA } from './container-keys.ts';
export { parseRequirements } from './parse-requirements.ts';
export { decodeSource } from './decode-source.ts';
export { readSource, type PythonSource } from './read-source.ts';
export { findPluginRoot, findSources, type FoundSources } from './find-sources.ts';

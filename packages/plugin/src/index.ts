export type {
  AppFile,
  AppFunction,
  AppModel,
  Dependencies,
  PluginModel,
  Requirement,
} from './plugin-model.ts';
export type { ContainerSettings } from './container-settings.ts';

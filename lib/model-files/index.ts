export { bytesText, shareText } from './bytes.ts';
export { quantizationIn } from './file-names.ts';
export { findModelFiles, remoteSize } from './find.ts';
export { type CachedModel, listModels, removeModel } from './hub/cached-models.ts';
export { hubEnvironment, isOffline } from './hub/environment.ts';
export { HubOfflineError } from './hub/errors.ts';
export type { RemoteSize } from './hub/fetch-model.ts';
export { mainMemory } from './memory.ts';
export { ggufTwin, type HubModel, isGgufModel, parseHubModel } from './model-name.ts';
export type {
  FindProgress,
  GgufFacts,
  ModelFiles,
  ModelSettings,
  ProjectorFacts,
} from './types.ts';

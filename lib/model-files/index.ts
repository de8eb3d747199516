export { findModelFiles } from './find.ts';
export { ggufTwin, type HubModel, isGgufModel, parseHubModel } from './model-name.ts';
export type {
  FindProgress,
  GgufFacts,
  ModelFiles,
  ModelSettings,
  ProjectorFacts,
} from './types.ts';

import type { ErrorJson } from '../errors.ts';
import type { AnalysisRequest, ClipAnalysis } from './clip-analysis.ts';

/** What a media worker is told. It works on one clip at a time. */
export type Order = { kind: 'analyze'; request: AnalysisRequest } | { kind: 'cancel' };

/** What a media worker answers: signs of life, then one result. */
export type Report =
  | { kind: 'alive' }
  | { kind: 'analyzed'; analysis: ClipAnalysis; rssBytes: number }
  | { kind: 'failed'; error: ErrorJson; rssBytes: number };

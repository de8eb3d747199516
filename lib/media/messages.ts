import type { Examination, ExaminationRequest } from './examination.ts';
import type { Failure } from './failure.ts';

/** What a media worker is told. It works on one clip at a time. */
export type Order = { kind: 'examine'; request: ExaminationRequest } | { kind: 'cancel' };

/** What a media worker answers: signs of life, then one result. */
export type Report =
  | { kind: 'alive' }
  | { kind: 'examined'; examination: Examination; rssBytes: number }
  | { kind: 'failed'; failure: Failure; rssBytes: number };

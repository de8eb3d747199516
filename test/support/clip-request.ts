import type { AnalysisRequest } from '../../lib/media/clip-analysis.ts';

/** What most tests ask about a clip. */
export function request(file: string, more: Partial<AnalysisRequest> = {}): AnalysisRequest {
  return { file, fps: 1, maxFrames: 32, maxPixels: 224 ** 2, pictures: false, ...more };
}

import type { ExaminationRequest } from '../../lib/media/examination.ts';

/** What most tests ask about a clip. */
export function request(file: string, more: Partial<ExaminationRequest> = {}): ExaminationRequest {
  return { file, fps: 1, maxFrames: 32, maxPixels: 224, pictures: false, ...more };
}

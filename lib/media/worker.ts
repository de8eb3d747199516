/**
 * A media worker: a process that analyzes clips, one at a time, for the one that started it.
 * FFmpeg lives only here, so that a clip on which it crashes or hangs takes nothing else along.
 */
import { AV_LOG_QUIET } from 'node-av/constants';
import { FFmpegError, Log } from 'node-av/lib';
import { serve } from '../process/worker.ts';
import { analyze } from './analyze.ts';
import type { AnalysisRequest, ClipAnalysis } from './clip-analysis.ts';
import { ClipUnreadableError } from './errors.ts';

Log.setLevel(AV_LOG_QUIET);

serve<AnalysisRequest, ClipAnalysis>(async (request, { checkpoint }) => {
  try {
    return await analyze(request, checkpoint);
  } catch (error) {
    throw error instanceof FFmpegError
      ? new ClipUnreadableError(request.file, error.message, { cause: error })
      : error;
  }
});

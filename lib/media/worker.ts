/**
 * A media worker: a process that analyzes clips, one at a time, for the one that started it.
 * FFmpeg lives only here, so that a clip on which it crashes or hangs takes nothing else along.
 */
import { setImmediate } from 'node:timers/promises';
import { AV_LOG_QUIET } from 'node-av/constants';
import { FFmpegError, Log } from 'node-av/lib';
import { toErrorJson } from '../errors.ts';
import { liveByChannel, report as reportTo } from '../process/worker.ts';
import { analyze } from './analyze.ts';
import type { AnalysisRequest } from './clip-analysis.ts';
import { ClipUnreadableError } from './errors.ts';
import type { Order, Report } from './messages.ts';

/** In ms of work on end, after which messages are let in. */
const BREATH_MS = 100;

let cancelled = false;
let breathedAt = 0;

async function checkpoint(): Promise<void> {
  if (performance.now() - breathedAt < BREATH_MS) {
    return;
  }
  report({ kind: 'alive' });
  await setImmediate();
  if (cancelled) {
    throw new Error('called off');
  }
  breathedAt = performance.now();
}

async function work(request: AnalysisRequest): Promise<void> {
  cancelled = false;
  breathedAt = performance.now();
  try {
    const analysis = await analyze(request, checkpoint);
    report({ kind: 'analyzed', analysis, rssBytes: process.memoryUsage.rss() });
  } catch (error) {
    const known =
      error instanceof FFmpegError
        ? new ClipUnreadableError(request.file, error.message, { cause: error })
        : error;
    report({ kind: 'failed', error: toErrorJson(known), rssBytes: process.memoryUsage.rss() });
  }
}

const report: (message: Report) => void = reportTo;

liveByChannel();

process.on('message', (order: Order) => {
  if (order.kind === 'cancel') {
    cancelled = true;
    return;
  }
  void work(order.request);
});

Log.setLevel(AV_LOG_QUIET);

/**
 * A media worker: a process that reads clips, one at a time, for the one that started it. FFmpeg and
 * whatever else a clip can crash, hang or slow down live only here, so that it takes nothing else along.
 */
import { AV_LOG_QUIET } from 'node-av/constants';
import { Log } from 'node-av/lib';
import { serve } from '../process/worker.ts';
import type { ClipReading, ClipRequest } from './clip-analysis.ts';
import { readClip } from './read-clip.ts';

Log.setLevel(AV_LOG_QUIET);

serve<ClipRequest, ClipReading>((request, { checkpoint }) => readClip(request, checkpoint));

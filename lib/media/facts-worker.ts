/** A process that reads the facts of files, one at a time: whatever is in a file can crash or hang only this one. */
import { AV_LOG_QUIET } from 'node-av/constants';
import { Log } from 'node-av/lib';
import { serve } from '../process/worker.ts';
import { type FileFacts, readFileFacts } from './file-facts.ts';
import type { ClipOrder } from './media-worker.ts';

Log.setLevel(AV_LOG_QUIET);

serve<ClipOrder, FileFacts>(({ file }) => readFileFacts(file));

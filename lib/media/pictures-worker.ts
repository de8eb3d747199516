/** A process that makes pictures of clips, one clip at a time: whatever is in a clip can crash or hang only this one. */
import { AV_LOG_QUIET } from 'node-av/constants';
import { Log } from 'node-av/lib';
import { serve } from '../process/worker.ts';
import { type ClipPictures, makePictures, type PicturesRequest } from './clip-pictures.ts';

Log.setLevel(AV_LOG_QUIET);

serve<PicturesRequest, ClipPictures>((request, { checkpoint }) =>
  makePictures(request, checkpoint),
);

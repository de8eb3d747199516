import { ENGINE_ERRORS } from '../../engines/describe-errors.ts';
import { type ErrorKind, InternalError } from '../../errors.ts';
import {
  ClipUnreadableError,
  MediaWorkerCrashedError,
  MediaWorkerSilentError,
  NoVideoError,
} from '../../media/errors.ts';
import { PromptInvalidError } from '../../prompt/errors.ts';
import { LiveReportError } from '../../protocol/errors.ts';
import { ClipChangedError, ClipMissingError, ClipTimeoutError } from '../../record/errors.ts';
import { AppMissingError, ReportWorkerEndedError } from '../../report/errors.ts';
import { SubtitlesUnreadableError } from '../../subtitles/errors.ts';
import {
  CommandDescribesError,
  DaemonStoppingError,
  QueueFullError,
  ReportBusyError,
} from '../errors.ts';
import {
  BodyTooLargeError,
  BodyTypeError,
  CallerRefusedError,
  ClipNotAllowedError,
  ReportPartMissingError,
  RequestInvalidError,
} from './errors.ts';

/** Of every route. */
const ANY: readonly ErrorKind[] = [CallerRefusedError, InternalError];

/** The failures that each route can answer with. */
export const ROUTE_ERRORS = {
  health: ANY,
  status: ANY,
  metrics: ANY,
  lease: ANY,
  openapi: ANY,
  persist: ANY,
  showReport: [...ANY, LiveReportError],
  reportPage: [...ANY, AppMissingError],
  reportFile: [...ANY, AppMissingError, ReportPartMissingError],
  reportPicture: [...ANY, ReportPartMissingError],
  reportData: [...ANY, ReportPartMissingError, ReportBusyError, ReportWorkerEndedError],
  reportClip: [
    ...ANY,
    ReportPartMissingError,
    ReportBusyError,
    ReportWorkerEndedError,
    ClipNotAllowedError,
    ClipMissingError,
    ClipUnreadableError,
  ],
  describe: [
    ...ANY,
    BodyTooLargeError,
    BodyTypeError,
    RequestInvalidError,
    ClipNotAllowedError,
    ClipMissingError,
    ClipChangedError,
    ClipUnreadableError,
    NoVideoError,
    SubtitlesUnreadableError,
    MediaWorkerCrashedError,
    MediaWorkerSilentError,
    ClipTimeoutError,
    PromptInvalidError,
    ...ENGINE_ERRORS,
    QueueFullError,
    DaemonStoppingError,
    CommandDescribesError,
  ],
} satisfies Record<string, readonly ErrorKind[]>;

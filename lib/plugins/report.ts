import type Vinyl from 'vinyl';
import { resolveConfig } from '../config/load.ts';
import type { Config, ConfigInput } from '../config/schema.ts';
import { ClipsFailedError } from './errors.ts';
import { type FileStream, fileStream } from './file-stream.ts';
import type { ReportClips } from './report-clips.ts';

/** What {@link report} is to write; what is left out is as in the configuration's `report`. */
export type ReportOptions = Partial<Config['report']>;

/**
 * Records in and out, and a page to look through their clips: `index.html`, with what it needs beside it. It takes what
 * `describe()` hands on, records, or clips, which need not be described yet, and passes them on.
 *
 * The page is replaced in one step when the last record has arrived; pictures are made only of clips that have changed. It is
 * written too when `describe()` before it fails because some clips could not be described: it shows them with why. As the last of
 * a pipeline, it is waited for then.
 *
 * @throws {@link VlogDescribeError} with `code` `REPORT_NOT_WRITTEN` when there is something else where the page is to be
 */
export function report(input?: ConfigInput, options: ReportOptions = {}): FileStream {
  const config = resolveConfig(input);
  const { file } = resolveConfig({ report: { ...config.report, ...options } }).report;
  /** Files that arrived before what reads them was loaded. */
  const waiting: Vinyl[] = [];
  let loading: Promise<ReportClips> | undefined;
  let clips: ReportClips | undefined;

  const load = async (): Promise<ReportClips> => {
    const { ReportClips } = await import('./report-clips.ts');
    clips = new ReportClips(config, file);
    for (const each of waiting.splice(0)) {
      clips.take(each);
    }
    return clips;
  };
  const loaded = (): Promise<ReportClips> => {
    loading ??= load();
    return loading;
  };

  return fileStream({
    mayBeLast: true,
    // At once: a file that waits when the stream before fails would be missing.
    eager: true,
    onTaken: (each) => {
      if (clips === undefined) {
        waiting.push(each);
      } else {
        clips.take(each);
      }
    },
    onFile: async (each) => {
      await loaded();
      return each;
    },
    onEnd: async () => {
      const all = await loaded();
      try {
        all.write();
        await all.finish();
      } finally {
        await all.close();
      }
    },
    onFailure: async (error) => {
      if (error instanceof ClipsFailedError) {
        // In one go when it can be: nobody may wait for this stream, and gulp ends the process.
        const all = clips ?? (await loaded());
        all.takeFailures(error.failures);
        all.write();
        await all.finish();
      }
      await clips?.close();
    },
  });
}

/**
 * What the page is told. Each data file of a report is one statement, `(self.reportData ??= []).push(JSON.parse("…"))`,
 * because a page that was opened from the disk can load scripts and nothing else.
 */

/** One data file, and one message of a live report. */
export type PageData =
  | {
      kind: 'clips';
      clips: PageClip[];
      /** When the report was written, ISO 8601. */
      made: string;
      title: string;
      /** The data file with the words, relative to the page, which loads it after it has drawn the clips. */
      words?: string;
      /** Of a live report: what its events come after. */
      version?: string;
    }
  /** What a clip is found by beside its name and tags: description and transcript, by its id. */
  | { kind: 'words'; words: Record<string, string> }
  | { kind: 'details'; details: Record<string, PageDetails> };

/**
 * What a live report sends: the data of one server-sent event each, as JSON. A live report's data files are the same
 * statements as those on the disk. What is new, the page asks for at the address in `<html data-live="report/events">`
 * with `?after=` and the version of its clips; when a connection breaks, the browser itself says which event was its last.
 *
 * A browser opens six connections to the daemon for all its tabs, so a page closes this one while it is hidden, and
 * comes back with the `lastEventId` of the last event: what has changed meanwhile follows then.
 */
export type PageNews =
  /** The clip anew, all there is to show of it. */
  | { kind: 'clip'; clip: PageClip; words: string; details: PageDetails | undefined }
  /** Neither the clip nor its record is there any more. */
  | { kind: 'gone'; id: string }
  | { kind: 'progress'; progress: PageProgress }
  /** More has changed than is told clip by clip: the page is to be loaded again. */
  | { kind: 'reload' }
  /** The last event: why the daemon ends. Another may begin at the same address, so the page asks again now and then. */
  | { kind: 'ended'; reason: string };

/** How far the daemon is with the clips that wait. */
export type PageProgress = {
  phase: 'loading' | 'ready' | 'stopping';
  described: number;
  failed: number;
  waiting: number;
  /** Until all are described, in s; missing until that can be told. */
  secondsLeft?: number;
};

/** A clip in the grid. Texts are as hostile as the record that they come from. */
export type PageClip = {
  /** Of its path: the same in each report. */
  id: string;
  /** Its name, with its folder where there are several. */
  name: string;
  state: 'described' | 'waiting' | 'failed';
  /** Why it waits or has failed, in a sentence. */
  reason?: string;
  /** Relative to the page, percent-encoded; missing when the file is gone. */
  url?: string;
  /** Relative or absolute path as a user would copy it. */
  path: string;
  short?: string;
  seconds?: number;
  rating?: number;
  movement?: string;
  shotType?: string;
  tags?: string[];
  /** When it was recorded, ISO 8601. */
  recorded?: string;
  /** In s, where playing starts. */
  inSeconds?: number;
  picture?: PagePicture;
  /** The data file with its details, relative to the page, which loads it as a script when the clip is opened. */
  details?: string;
};

/** Pictures of a clip, relative to the page. */
export type PagePicture = {
  /** The frame that the record names. */
  thumbnail: string;
  /** Of the thumbnail, in px. */
  width: number;
  height: number;
  /** Frames spread evenly over the clip, in one picture, row by row. */
  strip?: { url: string; columns: number; rows: number; tiles: number };
};

export type PageRange = { start: number; end: number };

/** What the page shows of a clip that is open. */
export type PageDetails = {
  long?: string;
  /** The parts worth keeping, in s. */
  segments?: PageRange[];
  /** Ranges in s, a lane each: shots, black, frozen, shake and others, in the order in which they are drawn. */
  lanes: { name: string; ranges: (PageRange & { label?: string })[] }[];
  /** What is said, in order. */
  transcript: { start: number; end: number; text: string }[];
  /** Measured facts and provenance: headings with lines of name and value. */
  facts: { heading: string; lines: [name: string, value: string][] }[];
};

import type { PageClip, PageData, PageDetails } from '../page-data.ts';
import { changed } from './drawing.ts';
import { loadScript } from './load-script.ts';

declare global {
  interface Window {
    /** What the data files have said. Once the page runs, `push()` takes what later ones say. */
    reportData?: PageData[];
  }
}

/** All that is known of the clips. */
export const report = {
  title: '',
  made: '',
  /** Whether the clips' data file has been read, though it may hold none. */
  isLoaded: false,
  /** Of a live report: what its events come after. */
  newest: '',
  clips: new Map<string, PageClip>(),
  words: new Map<string, string>(),
  wordsUrl: undefined as string | undefined,
  details: new Map<string, PageDetails>(),
  /** Counts changes of the clips, so that what is computed from them is computed once. */
  version: 0,
};

/** Data files that could not be loaded. */
const missing = new Set<string>();
const asked = new Set<string>();

/** Takes what the data files have said, and what they say later. */
export function readReportData(): void {
  const said = window.reportData ?? [];
  const take = (data: PageData) => {
    if (data.kind === 'clips') {
      takeClips(data);
    } else if (data.kind === 'words') {
      // What a daemon has told meanwhile is newer.
      addAll(report.words, { ...data.words, ...Object.fromEntries(report.words) });
    } else {
      addAll(report.details, data.details);
    }
    changed();
  };
  said.forEach(take);
  said.push = (...more) => {
    more.forEach(take);
    return said.length;
  };
  window.reportData = said;
}

/** The words of the clips, which are many: nothing that is drawn first needs them. */
export async function loadWords(): Promise<void> {
  await load(report.wordsUrl);
}

export function putClip(clip: PageClip): void {
  report.clips.set(clip.id, clip);
  report.version++;
}

export function removeClip(id: string): void {
  report.clips.delete(id);
  report.words.delete(id);
  report.details.delete(id);
  report.version++;
}

/** The details of a clip; asks for them when they are not there yet. */
export function detailsOf(clip: PageClip): PageDetails | 'loading' | 'missing' | undefined {
  const details = report.details.get(clip.id);
  if (details !== undefined || clip.details === undefined) {
    return details;
  }
  void load(clip.details);
  return missing.has(clip.details) ? 'missing' : 'loading';
}

function takeClips({
  clips,
  made,
  title,
  words,
  version = '',
}: Extract<PageData, { kind: 'clips' }>): void {
  report.isLoaded = true;
  report.title = title;
  report.made = made;
  report.wordsUrl = words;
  report.newest = version;
  for (const clip of clips) {
    report.clips.set(clip.id, clip);
  }
  report.version++;
}

async function load(url: string | undefined): Promise<void> {
  if (url === undefined || asked.has(url)) {
    return;
  }
  asked.add(url);
  if (!(await loadScript(url))) {
    missing.add(url);
    changed();
  }
}

function addAll<Value>(map: Map<string, Value>, values: Record<string, Value>): void {
  for (const [id, value] of Object.entries(values)) {
    map.set(id, value);
  }
}

import type { PageClip, PageDetails } from '../page-data.ts';
import { changed } from './drawing.ts';

/** What the player of the open clip is doing. */
export const playback = {
  /** Where it is, in s. */
  at: 0,
  /** As the browser finds it, in s; undefined until it has read the clip's header. */
  seconds: undefined as number | undefined,
  failed: false,
  /** The browser plays the sound and has no decoder for the pictures, such as HEVC. */
  isSoundOnly: false,
  /** The line that is being said: its place in the transcript. */
  line: -1,
};

let video: HTMLVideoElement | undefined;
let clip: PageClip | undefined;
let transcript: PageDetails['transcript'] = [];
/** A click on a clip plays it; a link to it must wait for the user, as browsers demand. */
let playNext = false;
let frame = 0;

export function playWhenOpened(): void {
  playNext = true;
}

/** The element that plays `opened`; undefined when it is gone. */
export function attach(element: HTMLVideoElement | undefined, opened: PageClip | undefined): void {
  cancelAnimationFrame(frame);
  if (video !== undefined && element === undefined) {
    // Otherwise the browser goes on loading a clip that nobody sees.
    video.removeAttribute('src');
    video.load();
  }
  video = element;
  clip = opened;
  Object.assign(playback, {
    at: opened?.inSeconds ?? 0,
    seconds: undefined,
    failed: false,
    isSoundOnly: false,
    line: -1,
  });
}

export function onLoaded(): void {
  if (video === undefined) {
    return;
  }
  playback.seconds = Number.isFinite(video.duration) ? video.duration : undefined;
  // The in-point, or what was clicked meanwhile.
  video.currentTime = playback.at;
  if (playNext) {
    playNext = false;
    play(video);
  }
  changed();
}

/** WebKit may know the pictures' size later than the clip's header. */
export function onPlayable(): void {
  if (video !== undefined && video.readyState >= video.HAVE_CURRENT_DATA) {
    playback.isSoundOnly = video.videoWidth === 0;
    changed();
  }
}

export function onFailed(): void {
  playback.failed = true;
  playNext = false;
  changed();
}

/** Follows the video at each frame while it plays, so that the playhead moves smoothly. */
export function onTime(): void {
  cancelAnimationFrame(frame);
  if (video === undefined) {
    return;
  }
  if (video.readyState > 0) {
    playback.at = video.currentTime;
  }
  document
    .querySelector<HTMLElement>('.lanes')
    ?.style.setProperty('--at', String(shareOf(playback.at)));
  const line = lineAt(playback.at);
  if (line !== playback.line) {
    playback.line = line;
    changed();
  }
  if (!video.paused) {
    frame = requestAnimationFrame(onTime);
  }
}

export function seek(seconds: number, { andPlay = false } = {}): void {
  const at = Math.min(Math.max(seconds, 0), lengthOfClip() || Number.POSITIVE_INFINITY);
  playback.at = at;
  if (video !== undefined && !playback.failed) {
    video.currentTime = at;
    if (andPlay) {
      play(video);
    }
  }
  onTime();
  changed();
}

export function playOrPause(): void {
  if (video?.paused) {
    play(video);
  } else {
    video?.pause();
  }
}

/** In s: as the record says, or as the browser does. */
export function lengthOfClip(): number {
  return clip?.seconds ?? playback.seconds ?? 0;
}

/** Of a time: 0 is the clip's beginning, 1 its end. */
export function shareOf(seconds: number): number {
  const length = lengthOfClip();
  return length > 0 ? Math.min(Math.max(seconds / length, 0), 1) : 0;
}

/** The transcript may arrive when the video stands still already. */
export function followTranscript(lines: PageDetails['transcript']): void {
  transcript = lines;
  playback.line = lineAt(playback.at);
}

function lineAt(seconds: number): number {
  return transcript.findIndex(({ start, end }) => seconds >= start && seconds < end);
}

function play(element: HTMLVideoElement): void {
  element.play().catch(() => {
    // The browser wants a click on the video itself, or cannot play it and says so by an event.
  });
}

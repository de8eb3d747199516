import type { FrameRate } from './frame-rate.ts';

/** A timeline as no editor in particular has it; each format is written from this. All counts are frames. */
export type Timeline = {
  name: string;
  rate: FrameRate;
  isDropFrame: boolean;
  /** Timecode of its first frame, as frames after 00:00:00:00. */
  startFrame: number;
  /** Up to the end of the last clip. */
  frames: number;
  width: number;
  height: number;
  /** In order; between two there may be a gap. */
  clips: TimelineClip[];
};

/** A file that clips are cut from. */
export type Source = {
  /** Unique in its timeline, from 1. */
  id: number;
  /** Absolute path; it may be missing. */
  path: string;
  rate: FrameRate;
  /** Frames come at uneven times; they are counted at `rate`, the timeline's, all the same. */
  isVariable: boolean;
  /** Timecode of its first frame, as frames of its own rate after 00:00:00:00; 0 when it has none. */
  startFrame: number;
  isDropFrame: boolean;
  frames: number;
  width: number;
  height: number;
  sound: Sound | undefined;
};

export type Sound = { channels: number | undefined; sampleRate: number | undefined };

/** A stretch of a source on the timeline. */
export type TimelineClip = {
  source: Source;
  name: string;
  /** The record's clip, which `source` may be the original of. */
  filename: string;
  description: string;
  rating: number;
  keywords: string[];
  /** First frame of the source that is shown, from its first one, at the source's rate. */
  sourceFrame: number;
  /** How many were kept, at the source's rate. */
  sourceFrames: number;
  /** Where it begins on the timeline, from the timeline's first frame. */
  start: number;
  /** On the timeline. */
  frames: number;
  markers: Marker[];
  captions: Caption[];
  /** Which of its record's segments it is, from 1, of how many. */
  segment: number;
  segments: number;
};

export type Marker = {
  /** From the clip's first frame, on the timeline. */
  at: number;
  frames: number;
  name: string;
  note: string;
  colour: 'green' | 'yellow' | 'red' | 'blue';
};

/** What is said; from the clip's first frame, on the timeline. */
export type Caption = { at: number; frames: number; text: string };

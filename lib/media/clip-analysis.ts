import type { Measurements } from '../measure/measurements.ts';
import type { Fingerprint, Measured, Range } from '../record/schema.ts';
import type { Cue } from '../subtitles/cue.ts';
import type { Counting } from './counting.ts';
import type { Place } from './place.ts';
import type { Recorded } from './recorded.ts';
import type { HdrTransfer } from './sample/tone-map.ts';

/** Which clip to analyze, and how to sample it. */
export type AnalysisRequest = {
  /** Absolute path. */
  file: string;
  /** Sampled frames per second of the clip, before it is lowered for long clips. */
  fps: number;
  maxFrames: number;
  /** Most pixels of a picture. */
  maxPixels: number;
  /** Whether the sampled frames are wanted as pictures too, not only their times and measurements. */
  pictures: boolean;
  /** Whether thumbnails are wanted: with pictures of all sampled frames, for a model to choose from. */
  thumbnail?: boolean;
  /** How many threads may decode large pictures, 1 when not given: they give the same pictures. */
  threads?: number;
};

/** What the container and the first decoded frame say. */
export type Probe = {
  codec: string;
  /** Displayed size in px: rotation and pixel aspect are applied. */
  width: number;
  height: number;
  /** Clockwise turn that the container asks of the player. */
  rotationDegrees: number;
  /** Mean frames per second; 0 when there is one frame only. */
  frameRate: number;
  /** From the first frame shown to the end of the last one, in s. */
  durationSeconds: number;
  hasSound: boolean;
  counting: Counting;
  /** Whether its frames consist of two fields that were filmed at different times. */
  isInterlaced: boolean;
  /** How light is coded; absent in SDR. */
  hdr?: HdrTransfer;
  /** Absent when the container does not say. */
  recorded?: Recorded;
  place?: Place;
};

/** A frame that was sampled from the clip. */
export type SampledFrame = {
  /** Exact presentation time, in s from the first frame. */
  timestampSeconds: number;
  /** Present when pictures were asked for. */
  picture?: { width: number; height: number; jpeg: Uint8Array };
  /** As JPEG; present when the frame may become the clip's thumbnail, and that was asked for. */
  thumbnail?: Uint8Array;
};

/** What one decoding pass finds out about a clip. */
export type ClipAnalysis = {
  probe: Probe;
  frames: SampledFrame[];
  measurements: Measurements;
  /** In s: what could not be read as it was recorded. */
  unreadable: Range[];
  /** Absent when there is no sound, or none that can be decoded. */
  sound?: NonNullable<Measured['sound']>;
};

/** What a media worker is told to read. */
export type ClipRequest = AnalysisRequest & {
  /** Absolute path. */
  subtitleFile?: string | undefined;
};

/** Everything that a media worker finds out about a clip. */
export type ClipReading = ClipAnalysis & {
  /** Taken before the clip is decoded, so that a change while it is described is noticed. */
  fingerprint: Fingerprint;
  /** `null` without subtitles. */
  subtitles: Fingerprint | null;
  /** What is said; empty without subtitles. */
  cues: Cue[];
  /** The words of `cues` that say most about the subject. */
  keywords: string[];
};

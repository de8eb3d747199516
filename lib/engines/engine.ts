import type { Config } from '../config/schema.ts';
import type { SampledFrame } from '../media/clip-analysis.ts';
import type { Recorded } from '../media/recorded.ts';
import type { Prompt } from '../prompt/prompt.ts';
import type { ServerFigures } from '../protocol/messages.ts';
import type {
  CameraMovement,
  Measured,
  Provenance,
  Range,
  ShotType,
  Tag,
} from '../record/schema.ts';
import type { Cue } from '../subtitles/cue.ts';
import type { Log } from '../util/log.ts';

/** What an engine is given to describe. */
export type ClipView = {
  /** Base name of the clip. */
  filename: string;
  durationSeconds: number;
  /** When it was recorded, if the container says so. */
  recorded?: Recorded | undefined;
  /** In the order of time; with pictures when the engine asked for them. */
  frames: SampledFrame[];
  measured: Measured;
  /** What is said in the clip; empty without subtitles. */
  cues: Cue[];
  /** The words of `cues` that say most about the subject. */
  keywords: string[];
};

/** What an engine says about a clip. Fields it cannot know are left out. */
export type Words = {
  /** What is in the clip, in a few sentences. */
  description: string;
  /** A few words, usable as a file name once in snake_case. */
  shortName: string;
  shotType?: ShotType;
  tags?: Tag[];
  /** 0 to 1. */
  rating?: number;
  /** All that a model said in fields of the record, also where measures win; missing without a model. */
  said?: Said;
  /** Indices into the clip's frames, when the model was shown a subsample. */
  framesShown?: number[];
  /** What all tries together took, where it is known. */
  tokens?: Tokens;
  /** What all tries together took to send and to receive, in s. */
  networkSeconds?: number;
};

/** A model's own values, repaired and clamped; fields without a usable value are left out. */
export type Said = {
  primary_shot_type?: ShotType;
  tags?: Tag[];
  rating?: number;
  camera_movement?: CameraMovement;
  segments?: Range[];
  /** Index into the clip's frames. */
  thumbnail?: number;
};

export type Tokens = { in: number; out: number };

export type DescribeOptions = {
  maxTokens: number;
  temperature: number;
  /** What a model is asked; engines without one do not look at it. */
  prompt: Prompt;
  signal: AbortSignal;
};

/** How far loading is: `fraction` (0 to 1) only when it is known. */
export type LoadProgress = { phase: string; fraction?: number };

/** The files and the program that a local model's words are from. */
export type LocalModel = NonNullable<Provenance['local_model']>;

/** Who looks at the frames and finds the words. */
export interface Engine {
  /** As in `describe.engine`. */
  readonly name: string;
  /** As in `describe.model`; goes into `classification_model`. */
  readonly model: string;
  /** How many clips it can work on at the same time. */
  readonly slots: number;
  /** Whether it looks at pictures, or needs only measurements. */
  readonly needsPictures: boolean;
  /** What its servers have room for, and have done, once they are known. */
  readonly room?: readonly ServerFigures[];
  /** Of a local model, once it is loaded. */
  readonly localModel?: LocalModel | undefined;
  /** Makes the engine ready; called once, before any `describe`. */
  load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void>;
  describe(clip: ClipView, options: DescribeOptions): Promise<Words>;
  close(): Promise<void>;
}

/** @throws VlogDescribeError when the settings of `describe` do not belong together */
export type CreateEngine = (config: Config, log: Log) => Engine;

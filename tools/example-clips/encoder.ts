import { rm } from 'node:fs/promises';
import { AVFMT_FLAG_BITEXACT, AVFMT_GLOBALHEADER } from 'node-av/constants';
import { Dictionary, FFmpegError, FormatContext } from 'node-av/lib';
import { openSoundTrack, type Sound } from './encode/sound-track.ts';
import { openVideoTrack, type Video } from './encode/video-track.ts';

export type { Sound } from './encode/sound-track.ts';
export type { Ratio, TimedPicture, Video } from './encode/video-track.ts';

/** What goes into one file. Either part may be missing, not both. */
export type Clip = {
  readonly video?: Video;
  readonly sound?: Sound;
  /** Tags of the container, by FFmpeg's names. */
  readonly tags?: Readonly<Record<string, string>>;
};

const MP4_FAMILY = /^(mp4|mov|ipod|3gp)$/;

/**
 * Encodes a clip to a file.
 *
 * Pictures are pulled from `clip.video.pictures` one at a time, so a long clip needs no more memory
 * than a short one. MP4 files get their index at the front (faststart). No version or date of the
 * container is written, and encoders run on one thread, so that files differ little from run to run;
 * x264 may still choose other bits for the same pictures.
 *
 * @param file - where to write; its extension chooses the container (`.mp4`, `.mov`, `.mkv`, `.webm` …)
 * @param clip - the pictures and the sound
 * @throws {FFmpegError} when FFmpeg refuses an option or fails; no half-written file is left behind
 * @throws {RangeError} when an option cannot be right, such as a picture of the wrong size
 */
export async function writeClip(file: string, clip: Clip): Promise<void> {
  if (clip.video === undefined && clip.sound === undefined) {
    throw new RangeError('A clip needs video, sound or both.');
  }
  const format = new FormatContext();
  try {
    FFmpegError.throwIfError(
      format.allocOutputContext2(null, null, file),
      `choose a container for ${file}`,
    );
    try {
      await writeTracks(format, file, clip);
    } finally {
      await format.closeOutput();
    }
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    format.freeContext();
  }
}

async function writeTracks(format: FormatContext, file: string, clip: Clip): Promise<void> {
  format.setFlags(AVFMT_FLAG_BITEXACT);
  const globalHeader = ((format.oformat?.flags ?? 0) & AVFMT_GLOBALHEADER) !== 0;
  const video = clip.video && (await openVideoTrack(format, clip.video, globalHeader));
  try {
    const sound = clip.sound && (await openSoundTrack(format, clip.sound, globalHeader));
    try {
      FFmpegError.throwIfError(await format.openOutput(), `open ${file}`);
      await writeHeader(format, clip.tags);
      for await (const seconds of video?.encodeEach() ?? []) {
        // Sound keeps pace with the pictures; otherwise the muxer would hold all of them back.
        await sound?.encodeUntil(seconds);
      }
      await sound?.encodeUntil(Number.POSITIVE_INFINITY);
      await video?.finish();
      await sound?.finish();
      FFmpegError.throwIfError(await format.writeTrailer(), 'write the trailer');
    } finally {
      sound?.close();
    }
  } finally {
    video?.close();
  }
}

async function writeHeader(format: FormatContext, tags: Clip['tags']): Promise<void> {
  const isMp4 = MP4_FAMILY.test(format.oformat?.name ?? '');
  // Without the second flag MP4 keeps only the tags that have a place in iTunes' list.
  const movflags = `+faststart${tags ? '+use_metadata_tags' : ''}`;
  const options = isMp4 ? Dictionary.fromObject({ movflags }) : null;
  if (tags) {
    format.metadata = Dictionary.fromObject({ ...tags });
  }
  try {
    FFmpegError.throwIfError(await format.writeHeader(options), 'write the header');
  } finally {
    options?.free();
  }
}

import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { FactsReader } from '../../lib/media/facts-reader.ts';
import { arrange, type DescribedClip } from '../../lib/timeline/arrange.ts';
import { isSameRate, rescaled, secondsOf } from '../../lib/timeline/frame-rate.ts';
import { mltText } from '../../lib/timeline/mlt.ts';
import { describedClip } from '../timeline/random-clips.ts';
import { difference, type Frames, frameAt, framesOf } from './frames.ts';

/** What each clip keeps, in shares of its length: the whole beginning, a bit, and up to its end. */
const KEPT = [
  [0, 0.137],
  [0.31, 0.333],
  [0.571, 1],
] as const;

/** Frames on both sides that could be meant. */
const AROUND = 8;

/** So much less than the best, a picture is as good: differences of scaling and rounding, in levels of 256. */
const SAME = 0.05;

export type Cut = {
  name: string;
  edge: 'first' | 'last';
  isSameRate: boolean;
  /** The frame of the source that was kept first, or last. */
  kept: number;
  /** The frame that looks most like what was rendered. */
  found: number;
  /** Whether it is the kept one, or looks just like it. */
  isExact: boolean;
  /** Whether it is in the kept stretch, as near to its edge as the timeline's rate allows. */
  isWithin: boolean;
  /** Whether the frames around the kept one look different. */
  isTold: boolean;
};

/** Renders a timeline of clips with `melt`, and finds the frames at each cut in their sources. */
export async function renderedCuts(files: readonly string[], folder: string): Promise<Cut[]> {
  const facts = new FactsReader();
  const clips: DescribedClip[] = [];
  for (const file of files) {
    const { seconds, ...video } = await facts.read(file);
    const kept = KEPT.map(([from, to]): [number, number] => [from * seconds, to * seconds]);
    clips.push({ ...describedClip('clip', kept, { ...video, seconds }), media: file });
  }
  await facts.close();
  const { timeline } = arrange('film', clips, 'name', 0.2);
  const project = join(folder, 'film.mlt');
  const rendered = join(folder, 'film.mkv');
  writeFileSync(project, mltText(timeline));
  await execa('melt', [
    ...[project, '-consumer', `avformat:${rendered}`, 'vcodec=ffv1', 'an=1'],
    // No frame may be dropped because the machine is slow.
    'real_time=-1',
  ]);
  const film = await framesOf(rendered, timeline);
  if (film.pictures.length !== timeline.frames) {
    throw new Error(`melt rendered ${film.pictures.length} frames, not ${timeline.frames}`);
  }
  const sources = new Map<string, Frames>();
  const cuts: Cut[] = [];
  for (const clip of timeline.clips) {
    const { source, frames, start } = clip;
    const of = sources.get(source.path) ?? (await framesOf(source.path, timeline));
    sources.set(source.path, of);
    for (const edge of ['first', 'last'] as const) {
      const isFirst = edge === 'first';
      const frame = clip.sourceFrame + (isFirst ? 0 : clip.sourceFrames);
      // A source of a variable rate is counted in the timeline's frames: what is shown then, or just before.
      const kept = source.isVariable
        ? frameAt(of, secondsOf(frame, source.rate) - (isFirst ? 0 : 1e-3))
        : frame - (isFirst ? 0 : 1);
      const picture = film.pictures[start + (isFirst ? 0 : frames - 1)];
      // Each frame of the timeline shows one of several, and the last that does not fit is left out.
      const perFrame = rescaled(1, timeline.rate, source.rate);
      const reach = isFirst ? Math.ceil(perFrame) : Math.ceil(2 * perFrame);
      cuts.push({
        name: `${basename(source.path)} ${clip.segment}`,
        ...{ edge, kept },
        isSameRate: isSameRate(source.rate, timeline.rate) && !source.isVariable,
        ...lookUp(picture, of, kept, isFirst ? [0, reach] : [-reach, 0]),
      });
    }
  }
  return cuts;
}

/** @param within how far from the kept frame another is still right */
function lookUp(
  picture: Uint8Array | undefined,
  { pictures }: Frames,
  kept: number,
  [before, after]: readonly [number, number],
): Pick<Cut, 'found' | 'isExact' | 'isWithin' | 'isTold'> {
  const candidates = Array.from({ length: 2 * AROUND + 1 }, (_, i) => {
    const frame = kept - AROUND + i;
    return { frame, difference: difference(picture, pictures[frame]) };
  }).toSorted((a, b) => a.difference - b.difference);
  const [best] = candidates;
  const own = candidates.find(({ frame }) => frame === kept);
  const least = (best?.difference ?? 0) + SAME;
  const isRight = ({ frame, difference }: { frame: number; difference: number }): boolean =>
    difference <= least && frame >= kept + before && frame <= kept + after;
  return {
    found: best?.frame ?? -1,
    isExact: own !== undefined && isRight(own),
    isWithin: candidates.some(isRight),
    isTold: candidates.filter(({ difference }) => difference <= least).length === 1,
  };
}

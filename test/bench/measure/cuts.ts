import { join } from 'node:path';
import { analyze } from '../../../lib/media/analyze.ts';
import { writeClip } from '../../../tools/example-clips/encoder.ts';
import type { Figure } from '../figures.ts';
import { contentChanges } from './content-detector.ts';
import { type CutCase, cutCases } from './cuts/cases.ts';
import { BoundaryScore } from './cuts/score.ts';
import { CutScore, RivalScore } from './score.ts';

/** Boundaries between shots of generated clips, by kind and by what stands over the picture, beside a rival. */
export async function cuts(folder: string): Promise<Figure[]> {
  const file = join(folder, 'cuts.mp4');
  const score = new BoundaryScore();
  const ours = new CutScore();
  const rival = new RivalScore();
  for (const clip of cutCases()) {
    await write(file, clip);
    const request = { file, fps: 1, maxFrames: 32, maxPixels: 224, pictures: false };
    const { measurements } = await analyze(request, async () => {});
    const { boundaries = [] } = measurements;
    score.add(clip, boundaries);
    if (clip.group === 'hard') {
      const inFrames = (seconds: number): number => Math.round(seconds * clip.rate);
      const right = clip.boundaries.map(({ start }) => inFrames(start));
      ours.add(
        right,
        boundaries.map(({ start_seconds }) => inFrames(start_seconds)),
      );
      rival.add(right, await contentChanges(file));
    }
  }
  score.print();
  return [...score.figures(), ...rival.figures(ours, 'generated clips')];
}

async function write(file: string, { size, rate, seconds, codec, crf, at }: CutCase) {
  function* pictures(): Generator<Uint8Array> {
    for (let i = 0; i < seconds * rate; i++) {
      yield at(i / rate).pixels;
    }
  }
  const quality =
    codec === 'libx264' ? { crf, codecOptions: { preset: 'veryfast' } } : { bitRate: BIT_RATE };
  await writeClip(file, {
    video: { ...size, frameRate: { num: rate, den: 1 }, pictures: pictures(), codec, ...quality },
  });
}

/** In bit/s, for encoders that have no constant quality. */
const BIT_RATE = 600_000;

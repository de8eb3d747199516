import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { AV_CODEC_ID_HEVC } from 'node-av/constants';
import type { Frame, Packet, Stream } from 'node-av/lib';
import { analyze } from '../../lib/media/analyze.ts';
import { openContainer } from '../../lib/media/container.ts';
import { decode, type ShownFrame } from '../../lib/media/decode.ts';
import { nonReferenceTest } from '../../lib/media/non-reference.ts';
import { UPRIGHT } from '../../lib/media/sample/orientation.ts';
import { lumaScaler } from '../../lib/media/sample/scale.ts';
import type { Wants } from '../../lib/media/skipping.ts';
import { request } from '../support/clip-request.ts';
import { clipFolder, grayOf, grays, makeClip, painted } from '../support/clips.ts';
import { filmed, HEIGHT, LEVEL, landscape, WIDTH } from '../support/luma.ts';

const none: Wants = () => false;

const FRAMES = 100;
const RATE = 25;
/** Three frames in a row are referred to by none; no key frame but the first. */
const NON_REFERENCE = {
  preset: 'veryfast',
  bf: '3',
  b_strategy: '0',
  'b-pyramid': 'none',
  sc_threshold: '0',
  crf: '18',
};
/** Each refers to another. */
const ALL_REFERENCE = { preset: 'veryfast', bf: '0', sc_threshold: '0' };

describe('non-reference frames', () => {
  const at = clipFolder();
  const checkpoint = async () => {};

  const grayClip = (name: string, codecOptions: Record<string, string>) =>
    makeClip(at(name), { pictures: grays(FRAMES), gopSize: 1000, codecOptions });

  const filmedClip = (name: string, lumaAt: (frame: number) => Uint8Array) => {
    const pictures = Array.from({ length: FRAMES }, (_, i) => {
      const luma = lumaAt(i);
      return painted(WIDTH, HEIGHT, (x, y) => {
        const level = luma[y * WIDTH + x] ?? 0;
        return [level, level, level];
      });
    });
    const video = {
      width: WIDTH,
      height: HEIGHT,
      pictures,
      gopSize: 1000,
      codecOptions: NON_REFERENCE,
    };
    return makeClip(at(name), video);
  };

  /** @param needs whether the frame skipped before a frame is needed after all */
  const shownOf = async (
    file: string,
    wants: Wants,
    needs = (_frame: number) => false,
    rate = RATE,
  ) => {
    const container = await openContainer(file);
    const scaler = lumaScaler({ width: 16, height: 16 }, { orientation: UPRIGHT });
    const grayIn = (frame: Frame): number => scaler.plane(frame).data[0] ?? 0;
    const shown: { frame: number; gray: number; end: number; skipped: number[] }[] = [];
    const take = ({ frame, startSeconds, endSeconds, skipped }: ShownFrame) => {
      const gray = grayIn(frame);
      const seen: number[] = [];
      if (skipped && needs(Math.round(startSeconds * rate))) {
        skipped.decode((before, seconds) => {
          seen.push(Math.round(seconds * rate), grayIn(before));
        });
      }
      const [start, end] = [startSeconds, endSeconds].map((time) => Math.round(time * rate));
      shown.push({ frame: start ?? -1, gray, end: end ?? -1, skipped: seen });
    };
    try {
      const sink = { wants, take };
      const pass = await decode(container, file, undefined, sink, checkpoint);
      return { shown, pass };
    } finally {
      scaler.free();
      container.format.closeInputSync();
    }
  };

  it('are skipped when they are not needed, never two side by side', async () => {
    const { shown, pass } = await shownOf(await grayClip('spare.mp4', NON_REFERENCE), none);

    assert.ok(shown.length < 0.75 * FRAMES, `${shown.length} frames`);
    assert.equal(pass.frames, FRAMES);
    assert.equal(pass.durationSeconds, FRAMES / RATE);
    for (const [i, { frame, gray, end }] of shown.entries()) {
      assert.equal(end, frame + 1);
      assert.ok(
        frame - (shown[i - 1]?.frame ?? -1) <= 2,
        `from ${shown[i - 1]?.frame} to ${frame}`,
      );
      assert.ok(Math.abs(gray - grayOf(frame)) <= 4, `frame ${frame}: ${gray}`);
    }
  });

  for (const layers of [1, 3]) {
    it(`are skipped in HEVC of ${layers} temporal layers, and leave the others whole`, async () => {
      const params = `bframes=3:b-adapt=0:keyint=50:scenecut=0:temporal-layers=${layers}:log-level=none`;
      const file = await makeClip(at(`layers-${layers}.mp4`), {
        pictures: grays(FRAMES),
        codec: 'libx265',
        crf: 18,
        codecOptions: { preset: 'ultrafast', 'x265-params': params },
      });
      const { shown, pass } = await shownOf(file, none, (frame) => frame === 40);

      assert.ok(shown.length < 0.75 * FRAMES, `${shown.length} frames`);
      assert.ok(shown.length > 0.3 * FRAMES, `${shown.length} frames`);
      assert.equal(pass.frames, FRAMES);
      for (const { frame, gray, skipped } of shown) {
        assert.ok(Math.abs(gray - grayOf(frame)) <= 4, `frame ${frame}: ${gray}`);
        const [number, later = -1] = skipped;
        assert.ok(!number || Math.abs(later - grayOf(number)) <= 4, `frame ${number}: ${later}`);
      }
    });
  }

  it('are told from those of HEVC that a higher temporal layer refers to', () => {
    const hvcc = Buffer.alloc(23);
    hvcc[0] = 1;
    // Two layers, lengths of four bytes.
    hvcc[21] = (2 << 3) | 3;
    const codecpar = { codecId: AV_CODEC_ID_HEVC, extradata: hvcc };
    const isNonReference = nonReferenceTest({ codecpar } as Stream);
    const [trailN, trailR, parameters] = [0, 1, 32];
    const unit = (kind: number, layer: number) => [0, 0, 0, 3, kind << 1, layer + 1, 128];
    const told = (...units: number[][]) =>
      isNonReference?.({ data: Buffer.from(units.flat()) } as Packet);

    assert.equal(told(unit(parameters, 0), unit(trailN, 1)), true);
    assert.equal(told(unit(trailR, 1)), false);
    assert.equal(told(unit(trailN, 0)), false);
  });

  it('are skipped side by side when frames are short, and can be decoded afterwards', async () => {
    const file = await makeClip(at('quick.mp4'), {
      pictures: grays(FRAMES),
      frameRate: { num: 100, den: 1 },
      gopSize: 1000,
      codecOptions: NON_REFERENCE,
    });
    const { shown } = await shownOf(file, none, (frame) => frame > 5 && frame < 10, 100);
    const steps = shown.map(({ frame }, i) => frame - (shown[i - 1]?.frame ?? -1));
    const later = shown.flatMap(({ skipped }) => skipped);

    assert.equal(Math.max(...steps), 4);
    assert.deepEqual(
      later.filter((_, i) => i % 2 === 0),
      [5, 6, 7],
    );
    for (const [i, frame] of [5, 6, 7].entries()) {
      assert.ok(Math.abs((later[2 * i + 1] ?? 0) - grayOf(frame)) <= 4, `frame ${frame}`);
    }
  });

  it('are decoded when they are needed', async () => {
    const file = await grayClip('wanted.mp4', NON_REFERENCE);
    const all = await shownOf(file, () => true);
    const some = await shownOf(file, (from, to) => from <= 1 && to > 1);

    assert.equal(all.shown.length, FRAMES);
    assert.ok(some.shown.some(({ frame }) => frame === RATE));
  });

  it('can be decoded afterwards, and are the right ones', async () => {
    const { shown } = await shownOf(await grayClip('after.mp4', NON_REFERENCE), none, () => true);
    const decodedLater = shown.filter(({ skipped }) => skipped.length > 0);

    assert.ok(decodedLater.length > 0);
    for (const { frame, skipped } of decodedLater) {
      const [number = -1, gray = -1] = skipped;
      assert.equal(number, frame - 1);
      assert.ok(Math.abs(gray - grayOf(number)) <= 4, `frame ${number}: ${gray}`);
    }
  });

  it('are no longer skipped once decoding them afterwards has cost more than was saved', async () => {
    const file = await grayClip('costly.mp4', NON_REFERENCE);
    const { shown } = await shownOf(file, none, (frame) => frame > 50);
    const last = shown.findLast(({ skipped }) => skipped.length > 0)?.frame ?? 0;
    const after = shown.filter(({ frame }) => frame > last + 10);

    assert.ok(after.length > 0);
    assert.ok(after.every(({ frame, end }) => end === frame + 1));
  });

  it('are the only ones that are skipped', async () => {
    const { shown } = await shownOf(await grayClip('needed.mp4', ALL_REFERENCE), none);

    assert.equal(shown.length, FRAMES);
  });

  it('are all decoded from the first damage on', async () => {
    const pictures = grays(FRAMES);
    const file = await makeClip(at('torn.mp4'), {
      pictures,
      gopSize: 10,
      codecOptions: NON_REFERENCE,
    });
    const bytes = readFileSync(file);
    bytes.fill(0, Math.floor(bytes.length * 0.4), Math.floor(bytes.length * 0.5));
    writeFileSync(file, bytes);
    const [some, all] = [await shownOf(file, none), await shownOf(file, () => true)];
    const torn = (some.pass.unreadable[0]?.end_seconds ?? 4) * RATE;
    const later = ({ shown }: typeof all) =>
      shown.map(({ frame }) => frame).filter((frame) => frame > torn + 5);

    assert.ok(later(all).length > 20, `torn at ${torn}`);
    assert.deepEqual(later(some), later(all));
  });

  it('do not hide at which frame a cut is', async () => {
    const cuts = [20, 33, 46, 59, 72];
    const file = await filmedClip('cuts.mp4', (i) => {
      const place = landscape(31 + cuts.filter((cut) => cut <= i).length);
      return filmed(place, { ...LEVEL, x: i / 10 }, i).luma;
    });
    const { measurements } = await analyze(request(file), checkpoint);

    assert.deepEqual(
      measurements.shots.slice(1).map((shot) => Math.round(shot.start_seconds * RATE)),
      cuts,
    );
  });

  it('do not blur where a fade begins and ends', async () => {
    const place = filmed(landscape(41), LEVEL, 0).luma;
    const file = await filmedClip('fades.mp4', (i) => {
      const share = Math.max(0, Math.min(1, (i - 11) / 20, (82 - i) / 20));
      return place.map((luma) => luma * share);
    });
    const { measurements } = await analyze(request(file), checkpoint);
    const found = measurements.fades.map((fade) => [fade.start_seconds, fade.end_seconds]);

    assert.equal(found.length, 2);
    const [from, up, down, to] = found.flat().map((seconds) => Math.round(seconds * RATE));
    assert.deepEqual([from, to], [11, 82]);
    assert.ok(Math.abs((up ?? 0) - 31) <= 1 && Math.abs((down ?? 0) - 62) <= 1, `${up}, ${down}`);
  });
});

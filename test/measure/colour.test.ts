import assert from 'node:assert/strict';
import { ColourMeter } from '../../lib/measure/colour/colour-meter.ts';
import { analyze } from '../../lib/media/analyze.ts';
import { request } from '../support/clip-request.ts';
import { clipFolder, makeClip } from '../support/clips.ts';

const [WIDTH, HEIGHT] = [64, 48];

describe('the colours of a clip', () => {
  const at = clipFolder();

  /** The left part of the picture in one colour, the rest in another, each 0xRRGGBB. */
  const colours = async (left: number, right: number, part = 0.5) => {
    const picture = new Uint8Array(WIDTH * HEIGHT * 4).map((_, i) => {
      const isLeft = (i >> 2) % WIDTH < part * WIDTH;
      const colour = isLeft ? left : right;
      return [colour >> 16, (colour >> 8) & 255, colour & 255, 255][i & 3] as number;
    });
    const file = await makeClip(at(`${left}-${right}.mp4`), { pictures: Array(6).fill(picture) });
    const { measurements } = await analyze(request(file), async () => {});
    return measurements.colour;
  };

  it('have the names that people give them, the largest first', async () => {
    const colour = await colours(0x75bbfd, 0xd8b27a, 0.75);

    assert.deepEqual(
      colour?.dominant.map(({ name }) => name),
      ['sky blue', 'tan'],
    );
    assert.ok(Math.abs((colour?.dominant[0]?.share ?? 0) - 0.75) < 0.05);
  });

  it('are named by their basic term when no single one prevails', async () => {
    const colour = await colours(0x033500, 0x96f97b);

    assert.deepEqual(
      colour?.dominant.map(({ name }) => name.replace(/^(dark|light) /, '')),
      ['green'],
    );
  });

  it('are warm or cold, strong or none', async () => {
    const [warm, cold, grey] = await Promise.all([
      colours(0xc05010, 0xe08030),
      colours(0x1040a0, 0x3080d0),
      colours(0x404040, 0xa0a0a0),
    ]);

    assert.ok((warm?.warmth ?? 0) > 0.03, `${warm?.warmth}`);
    assert.ok((cold?.warmth ?? 0) < -0.03, `${cold?.warmth}`);
    assert.ok((warm?.colourfulness ?? 0) > 60, `${warm?.colourfulness}`);
    assert.ok((grey?.colourfulness ?? 99) < 4, `${grey?.colourfulness}`);
  });

  it('are not those of bars around the picture', () => {
    const [width, height] = [32, 18];
    const level = (bar: number, picture: number) =>
      new Uint8Array(width * height).map((_, i) =>
        i % width < 4 || i % width >= 28 ? bar : picture,
      );
    const meter = new ColourMeter();
    const frame = {
      width,
      height,
      luma: level(16, 110),
      blue: level(128, 160),
      red: level(128, 90),
    };
    meter.add(frame, { left: 0.125, top: 0, width: 0.75, height: 1 });

    assert.equal(meter.colour?.dominant.length, 1);
    assert.match(meter.colour?.dominant[0]?.name ?? '', /teal|blue|slate/);
  });
});

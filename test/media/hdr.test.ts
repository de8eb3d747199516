import assert from 'node:assert/strict';
import { analyze } from '../../lib/media/analyze.ts';
import { request } from '../support/clip-request.ts';
import { clipFolder, makeClip, painted } from '../support/clips.ts';
import { decodeJpeg } from '../support/jpeg.ts';

const WIDTH = 192;
const HEIGHT = 64;
const FRAMES = 3;

type Rgb = readonly [number, number, number];

/** What an SDR camera would have recorded, 0 to 255, from left to right. */
const SCENE: readonly Rgb[] = [
  [16, 16, 16],
  [70, 70, 70],
  [130, 130, 130],
  [180, 60, 50],
  [60, 150, 70],
  [50, 70, 170],
];

/** From the primaries of BT.709 to those of BT.2020 (ITU-R BT.2087). */
const WIDER = [
  [0.6274, 0.3293, 0.0433],
  [0.0691, 0.9195, 0.0114],
  [0.0164, 0.088, 0.8956],
] as const;
/** In cd/m² (ITU-R BT.2408). */
const WHITE = 203;

/** SMPTE ST 2084. */
function pq(nits: number): number {
  const power = (nits / 10_000) ** 0.1593017578125;
  return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375;
}

/** ARIB STD-B67. */
function hlg(scene: number): number {
  return scene <= 1 / 12
    ? Math.sqrt(3 * scene)
    : 0.17883277 * Math.log(12 * scene - 0.28466892) + 0.55991073;
}

/** Codes of light, in cd/m², 0 to 255. */
const CODES: Record<string, (light: Rgb) => readonly number[]> = {
  pq: (light) => light.map((nits) => 255 * pq(nits)),
  hlg: (light) => {
    const [r, g, b] = light;
    const display = (0.2627 * r + 0.678 * g + 0.0593 * b) / 1000;
    // The system gamma of a screen of 1000 cd/m², taken back.
    return light.map(
      (nits) => 255 * hlg(display > 0 ? (nits / 1000) * display ** (1 / 1.2 - 1) : 0),
    );
  },
};

const TAGS: Record<string, Record<string, string>> = {
  // The encoder's pictures are made with the matrix of BT.601.
  pq: { color_trc: 'smpte2084', color_primaries: 'bt2020', colorspace: 'smpte170m' },
  hlg: { color_trc: 'arib-std-b67', color_primaries: 'bt2020', colorspace: 'smpte170m' },
};

function light(sdr: Rgb): Rgb {
  const linear = sdr.map((code) => WHITE * (code / 255) ** 2.4);
  return WIDER.map((row) =>
    row.reduce((sum, share, i) => sum + share * (linear[i] ?? 0), 0),
  ) as unknown as Rgb;
}

describe('an HDR clip', () => {
  const at = clipFolder();

  const analyzed = async (name: string, patches: readonly (readonly number[])[], tags = {}) => {
    const picture = painted(WIDTH, HEIGHT, (x) => {
      return patches[Math.floor((x * patches.length) / WIDTH)] as unknown as Rgb;
    });
    const file = await makeClip(at(`${name}.mp4`), {
      width: WIDTH,
      height: HEIGHT,
      pictures: Array(FRAMES).fill(picture),
      crf: 4,
      pixelFormat: 'yuv420p10le',
      codecOptions: { preset: 'ultrafast', ...tags },
    });
    const more = { pictures: true, maxPixels: WIDTH * HEIGHT };
    const analysis = await analyze(request(file, more), async () => {});
    const { at: pixel } = await decodeJpeg(analysis.frames[0]);
    const seen = patches.map((_, i) => pixel((i + 0.5) / patches.length, 0.5));
    return { seen, luma: analysis.measurements.light.mean_luma, hdr: analysis.probe.hdr };
  };

  for (const transfer of ['pq', 'hlg'] as const) {
    const codes = (nits: Rgb) => (CODES[transfer] as (light: Rgb) => readonly number[])(nits);

    it(`in ${transfer.toUpperCase()} is measured and shown as it would be in SDR`, async () => {
      const sdr = await analyzed(`sdr-${transfer}`, SCENE);
      const patches = SCENE.map((colour) => codes(light(colour)));
      const { seen, luma, hdr } = await analyzed(transfer, patches, TAGS[transfer]);

      assert.equal(hdr, transfer);
      assert.equal(sdr.hdr, undefined);
      assert.ok(Math.abs(luma - sdr.luma) < 0.02, `${luma}, not ${sdr.luma}`);
      for (const [i, colour] of seen.entries()) {
        for (const [channel, level] of colour.entries()) {
          const expected = sdr.seen[i]?.[channel] ?? 0;
          assert.ok(Math.abs(level - expected) <= 12, `${colour}, not ${sdr.seen[i]}`);
        }
      }
    });

    it(`in ${transfer.toUpperCase()} keeps what is brighter than the white of SDR apart`, async () => {
      const bright = [100, 203, 400, 800].map((nits) => codes([nits, nits, nits]));
      const { seen } = await analyzed(`${transfer}-bright`, bright, TAGS[transfer]);
      const levels = seen.map(([, green]) => green);

      for (const [i, level] of levels.entries()) {
        assert.ok(level > (levels[i - 1] ?? 0) + 4, `${levels}`);
      }
    });
  }
});

describe('a clip of colours that FFmpeg cannot convert', () => {
  const at = clipFolder();

  it('is described all the same', async () => {
    const codecOptions = { preset: 'ultrafast', colorspace: 'ictcp' };
    const file = await makeClip(at('ictcp.mp4'), { codecOptions });
    const { frames } = await analyze(request(file, { pictures: true }), async () => {});

    assert.ok((frames[0]?.picture?.jpeg.length ?? 0) > 0);
  });
});

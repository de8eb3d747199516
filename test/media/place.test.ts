import assert from 'node:assert/strict';
import { analyze } from '../../lib/media/analyze.ts';
import { parsePlace } from '../../lib/media/place.ts';
import { writeClip } from '../../tools/example-clips/encoder.ts';
import { request } from '../support/clip-request.ts';
import { clipFolder, grays } from '../support/clips.ts';

describe('where a clip was recorded', () => {
  const at = clipFolder();

  it('is what Apple’s cameras, and others, write into the container', async () => {
    for (const [name, tag] of [
      ['apple.mov', 'com.apple.quicktime.location.ISO6709'],
      ['other.mp4', 'location'],
    ] as const) {
      const video = { width: 64, height: 48, frameRate: { num: 25, den: 1 }, pictures: grays(3) };
      await writeClip(at(name), { video, tags: { [tag]: '+46.0207-007.7491+1608.000/' } });
      const { probe } = await analyze(request(at(name)), async () => {});

      assert.deepEqual(probe.place, { latitude_degrees: 46.0207, longitude_degrees: -7.7491 });
    }
  });

  it('is read in degrees, minutes and seconds as well', () => {
    for (const [text, latitude, longitude] of [
      ['-33.9+018.4/', -33.9, 18.4],
      ['+4601.24-00744.95/', 46.0206, -7.7491],
      ['+460114.5+0074456.8/', 46.0206, 7.7491],
    ] as const) {
      const place = parsePlace(text);

      assert.ok(Math.abs((place?.latitude_degrees ?? 0) - latitude) < 1e-3, text);
      assert.ok(Math.abs((place?.longitude_degrees ?? 0) - longitude) < 1e-3, text);
    }
  });

  it('is not known from nonsense, or from a camera that does not know where it is', () => {
    for (const text of [
      '',
      'Paris',
      '+91.0+000.0/',
      '+10.0+181.0/',
      '+00.0000+000.0000/',
      '+1+2/',
    ]) {
      assert.equal(parsePlace(text), undefined, text);
    }
  });
});

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { ClipUnreadableError, NoVideoError } from '../../lib/media/errors.ts';
import { MediaPool } from '../../lib/media/pool.ts';
import { ClipMissingError } from '../../lib/record/errors.ts';
import { patched, withoutBox, zeroedBox } from '../support/boxes.ts';
import { request } from '../support/clip-request.ts';
import { clipFolder, grays, makeClip, makeSound, plain } from '../support/clips.ts';

describe('a bad clip', () => {
  const at = clipFolder();
  const pool = new MediaPool(10_000);
  const analyze = (file: string) =>
    pool.read(request(file, { fps: 10 }), new AbortController().signal);
  after(() => pool.close());

  const refuses = async (file: string, reason: RegExp) => {
    await assert.rejects(analyze(file), (error: unknown) => {
      assert.ok(error instanceof ClipUnreadableError, String(error));
      assert.ok(error.message.startsWith(`${file}: `), error.message);
      assert.match(error.message, reason);
      return true;
    });
  };

  it('is called empty when it is', async () => {
    writeFileSync(at('empty.mp4'), '');

    await refuses(at('empty.mp4'), /the file is empty/);
  });

  it('is not recognised when it is a text file', async () => {
    writeFileSync(at('text.mp4'), 'Buy milk, and water the plants.\n'.repeat(100));

    await refuses(at('text.mp4'), /no container format recognised/);
  });

  it('is not recognised when it is shorter than any header', async () => {
    writeFileSync(at('tiny.mp4'), 'a');

    await refuses(at('tiny.mp4'), /no container format recognised/);
  });

  it('is called cut off when its index is missing', async () => {
    const bytes = readFileSync(await makeClip(at('whole.mp4')));
    writeFileSync(at('no-index.mp4'), withoutBox(bytes, 'moov'));

    await refuses(at('no-index.mp4'), /cut off: its index \(moov\) is missing/);
  });

  it('is called cut off when its index is not whole', async () => {
    const file = await makeClip(at('half-index.mp4'));
    truncateSync(file, 300);

    await refuses(file, /cut off in the middle of its index \(moov\)/);
  });

  it('is unreadable when its only frame is shown for no time that a timestamp could tell', async () => {
    const file = await makeClip(at('no-length.mp4'), {
      frameRate: { num: 10_000, den: 1 },
      pictures: [plain(90)],
    });

    await refuses(file, /its pictures are shown for no time/);
  });

  it('is told apart when it has sound only', async () => {
    const file = await makeSound(at('sound.mp4'));

    await assert.rejects(analyze(file), (error) => error instanceof NoVideoError);
  });

  it('is told apart when it has sound and a cover picture', async () => {
    const cover = await makeClip(at('cover.jpg'), {
      codec: 'mjpeg',
      pixelFormat: 'yuvj420p',
      codecOptions: {},
      pictures: grays(1),
    });
    const song = readFileSync(await makeSound(at('song.mp3')));
    writeFileSync(at('song.mp4'), Buffer.concat([coverTag(readFileSync(cover)), song]));

    await assert.rejects(analyze(at('song.mp4')), (error) => error instanceof NoVideoError);
  });

  it('is told apart when it is not there', async () => {
    await assert.rejects(analyze(at('nowhere.mp4')), (error) => error instanceof ClipMissingError);
  });

  it('is told apart when it is a folder', async () => {
    mkdirSync(at('folder.mp4'));

    await refuses(at('folder.mp4'), /it is a folder/);
  });

  it('is refused when not one frame can be decoded', async () => {
    const bytes = readFileSync(await makeClip(at('sane.mp4')));
    writeFileSync(at('zeroed.mp4'), zeroedBox(bytes, 'mdat'));

    await refuses(at('zeroed.mp4'), /not one of its frames could be decoded/);
  });

  it('is refused before decoding when its frames claim to be enormous', async () => {
    const bytes = readFileSync(await makeClip(at('small.mp4')));
    // ISO/IEC 14496-12, 12.1.3: width and height stand 32 bytes into a visual sample entry.
    writeFileSync(at('enormous.mp4'), patched(bytes, 'avc1', 28, [0xff, 0xff, 0xff, 0xff]));

    await refuses(at('enormous.mp4'), /65535×65535 px/);
  });

  it('is refused when its times claim more than a day', async () => {
    const bytes = readFileSync(await makeClip(at('short.mp4')));
    // ISO/IEC 14496-12, 8.6.1.2: how long each frame lasts.
    writeFileSync(at('day.mp4'), patched(bytes, 'stts', 16, [0x7f, 0xff, 0xff, 0xff]));

    await refuses(at('day.mp4'), /its times are damaged/);
  });

  it('is refused when its pictures last for no time at all', async () => {
    await makeClip(at('none.mp4'), { pictures: [] });

    await refuses(at('none.mp4'), /no pictures and no sound/);
  });

  for (const [kind, text] of [
    ['HLS playlist', '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nother.ts\n#EXT-X-ENDLIST\n'],
    ['concat list', 'ffconcat version 1.0\nfile other.ts\n'],
  ] as const) {
    it(`cannot open other files by being a ${kind}`, async () => {
      await makeClip(at('other.ts'));
      writeFileSync(at('list.mp4'), text);

      await refuses(at('list.mp4'), /no container format recognised/);
    });
  }

  it('keeps what can be read when it is cut off', async () => {
    const file = await makeClip(at('cut.mp4'), { pictures: grays(100), gopSize: 10 });
    truncateSync(file, Math.floor(readFileSync(file).length * 0.7));
    const { probe, frames } = await analyze(file);

    assert.ok(probe.durationSeconds > 1.5 && probe.durationSeconds < 4, `${probe.durationSeconds}`);
    assert.ok(frames.length > 10);
  });

  it('keeps what can be read before and after damage in its middle', async () => {
    const file = await makeClip(at('damaged.mp4'), { pictures: grays(100), gopSize: 10 });
    const bytes = readFileSync(file);
    bytes.fill(0, Math.floor(bytes.length * 0.55), Math.floor(bytes.length * 0.7));
    writeFileSync(file, bytes);
    const { probe, frames } = await analyze(file);

    assert.ok(Math.abs(probe.durationSeconds - 4) < 0.05, `${probe.durationSeconds}`);
    assert.ok((frames.at(-1)?.timestampSeconds ?? 0) > 3.8);
  });

  it('says which ranges of it could not be read', async () => {
    const file = await makeClip(at('torn.mp4'), { pictures: grays(100), gopSize: 10 });
    const whole = await analyze(file);
    const bytes = readFileSync(file);
    bytes.fill(0, Math.floor(bytes.length * 0.55), Math.floor(bytes.length * 0.7));
    writeFileSync(file, bytes);
    const torn = await analyze(file);

    assert.deepEqual(whole.unreadable, []);
    assert.ok(torn.unreadable.length >= 1);
    for (const { start_seconds, end_seconds } of torn.unreadable) {
      // Half of the clip is whole: its beginning and its end.
      assert.ok(
        start_seconds > 1 && end_seconds < 3.5 && end_seconds > start_seconds,
        `${start_seconds} to ${end_seconds}`,
      );
    }
  });
});

describe('a clip with an odd name', () => {
  const at = clipFolder();
  const pool = new MediaPool(10_000);
  after(() => pool.close());

  for (const name of [
    'with spaces.mp4',
    `quo'te "d".mp4`,
    '🎬 clip 👩‍👩‍👧.mp4',
    'http:example.mp4',
    'concat:a|b.mp4',
    '100% %d %03d.mp4',
    '-i.mp4',
    'été\tnew\nline.mp4',
  ]) {
    it(`is read: ${JSON.stringify(name)}`, async () => {
      // The encoder would take some of these names for something else.
      const bytes = readFileSync(await makeClip(at('plain.mp4')));
      writeFileSync(at(name), bytes);
      const { probe } = await pool.read(request(at(name)), new AbortController().signal);

      assert.equal(probe.durationSeconds, 1);
    });
  }
});

/** ID3v2.3 with one attached picture (id3.org/id3v2.3.0, 3.1 and 4.15). */
function coverTag(jpeg: Buffer): Buffer {
  const picture = Buffer.concat([Buffer.from('\0image/jpeg\0\x03\0', 'latin1'), jpeg]);
  const frame = Buffer.concat([Buffer.from('APIC'), Buffer.alloc(6), picture]);
  frame.writeUInt32BE(picture.length, 4);
  const sevenBits = [21, 14, 7, 0].map((shift) => (frame.length >> shift) & 0x7f);
  return Buffer.concat([Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, ...sevenBits]), frame]);
}

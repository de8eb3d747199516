import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprintOf } from '../../lib/record/fingerprint.ts';
import type { Provenance, Recipe } from '../../lib/record/schema.ts';
import { reasonFor } from '../../lib/record/up-to-date.ts';
import { PLAIN_RECORD } from '../support/plain-record.ts';

const RECIPE: Recipe = {
  tool: 'test',
  tool_version: '1',
  engine: 'openai',
  engine_version: '3',
  model: 'qwen',
  prompt_sha256: 'a'.repeat(64),
  prompt_version: '1',
  parameters: { fps: 1, max_frames: 32 },
};

describe('a clip with a record', () => {
  let folder: string;
  let clip: string;
  let subtitles: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vlog-record-'));
    clip = join(folder, 'clip.mp4');
    subtitles = join(folder, 'clip_cleaned.srt');
    writeFileSync(clip, 'pictures');
    writeFileSync(subtitles, 'words');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (record: unknown) =>
    writeFileSync(join(folder, 'clip.json'), JSON.stringify(record));
  /** Writes the record that the recipe made of the clip as it is now. */
  const described = async (made: Partial<Provenance> = {}) =>
    write({
      ...PLAIN_RECORD,
      provenance: {
        ...RECIPE,
        clip: await fingerprintOf(clip),
        subtitles: await fingerprintOf(subtitles),
        frame_times_seconds: [0],
        ...made,
      },
    });
  const reason = (recipe: Partial<Recipe> = {}, words: string | undefined = subtitles) =>
    reasonFor(clip, words, { ...RECIPE, ...recipe });

  it('is up to date when nothing has changed, and new without the record', async () => {
    assert.equal(await reason(), 'new');
    await described();
    assert.equal(await reason(), undefined);
  });

  for (const [what, recipe, why] of [
    ['another engine', { engine: 'llama' }, 'engine changed'],
    ['another version of the engine', { engine_version: '4' }, 'engine changed'],
    ['another model', { model: 'smol' }, 'model changed'],
    ['other words of the prompt', { prompt_sha256: 'b'.repeat(64) }, 'prompt changed'],
    ['another way to fill the prompt', { prompt_version: '2' }, 'prompt changed'],
    ['another parameter', { parameters: { fps: 2, max_frames: 32 } }, 'parameters changed'],
    ['one parameter more', { parameters: { fps: 1, max_frames: 32, a: 1 } }, 'parameters changed'],
    ['one parameter fewer', { parameters: { fps: 1 } }, 'parameters changed'],
  ] as const) {
    it(`is described again with ${what}: ${why}`, async () => {
      await described();
      assert.equal(await reason(recipe), why);
    });
  }

  it('is up to date when a size is said in other words: 224 is 50,176 pixels', async () => {
    await described({ parameters: { max_pixels: 224 ** 2 } });
    assert.equal(await reason({ parameters: { max_pixels: 224 } }), undefined);
    assert.equal(await reason({ parameters: { max_pixels: 225 } }), 'parameters changed');
  });

  it('is up to date with another limit of tokens that its answer did not reach', async () => {
    const limit = (max_tokens: number) => ({ parameters: { max_tokens } });
    await described({ ...limit(10_000), answer_tokens: 200 });
    assert.equal(await reason(limit(2000)), undefined);
    assert.equal(await reason(limit(200)), 'parameters changed');
    // How many there were is not known; there was no room for all frames.
    await described(limit(10_000));
    assert.equal(await reason(limit(2000)), 'parameters changed');
    await described({ ...limit(10_000), answer_tokens: 200, shown_frame_times_seconds: [0] });
    assert.equal(await reason(limit(2000)), 'parameters changed');
  });

  it('is not described again for another version of this tool alone', async () => {
    await described();
    assert.equal(await reason({ tool_version: '9' }), undefined);
  });

  it('is described again when its own contents change, though not its size', async () => {
    await described();
    writeFileSync(clip, 'pictureS');
    utimesSync(clip, 1, 1);
    assert.equal(await reason(), 'clip changed');
  });

  it('is up to date when it was only copied or touched', async () => {
    await described();
    utimesSync(clip, 1, 1);
    utimesSync(subtitles, 1, 1);
    assert.equal(await reason(), undefined);
  });

  it('keeps the new times of copied files, so that their contents are read once', async () => {
    await described();
    const record = join(folder, 'clip.json');
    const fields = JSON.parse(readFileSync(record, 'utf8'));
    write({
      keep: true,
      ...fields,
      clip_cut_duration: [1.5],
      provenance: { ...fields.provenance, note: 'of theirs' },
    });
    const before = readFileSync(record, 'utf8');
    utimesSync(clip, 1, 1);
    utimesSync(subtitles, 2, 2);
    await reasonFor(clip, subtitles, RECIPE, { dryRun: true });
    assert.equal(readFileSync(record, 'utf8'), before);
    assert.equal(await reason(), undefined);
    const kept = before
      .replace(/"modified_ms":[^,]+/, '"modified_ms":1000')
      .replace(/("modified_ms":1000.*"modified_ms":)[^,]+/, '$12000');
    assert.equal(JSON.stringify(JSON.parse(readFileSync(record, 'utf8'))), kept);
  });

  it('is described again when its subtitles change, come, or go', async () => {
    await described();
    writeFileSync(subtitles, 'other words');
    assert.equal(await reason(), 'subtitles changed');
    await described({ subtitles: null });
    assert.equal(await reason(), 'subtitles changed');
    await described();
    assert.equal(await reasonFor(clip, undefined, RECIPE), 'subtitles changed');
    await described({ subtitles: null });
    assert.equal(await reasonFor(clip, undefined, RECIPE), undefined);
  });

  it('is described again when the record is no JSON, breaks the contract, or is another program’s', async () => {
    writeFileSync(join(folder, 'clip.json'), '{"filename": "cl');
    assert.equal(await reason(), 'record damaged');
    write({ ...PLAIN_RECORD, rating: 7 });
    assert.equal(await reason(), 'record damaged');
    write(PLAIN_RECORD);
    assert.equal(await reason(), 'engine changed');
  });

  it('is not described over something that cannot be read', async () => {
    const odd = join(folder, 'odd.mp4');
    writeFileSync(odd, '');
    mkdirSync(join(folder, 'odd.json'));
    await assert.rejects(reasonFor(odd, undefined, RECIPE), {
      code: 'RECORD_UNREADABLE',
      scope: 'clip',
      message: /odd\.json: .*Fix or remove it\.$/,
    });
  });
});

import assert from 'node:assert/strict';
import { addressOf, headersOf, leaseAddressOf } from '../../lib/client/address.ts';
import { completeRecord } from '../../lib/client/foreign-record.ts';
import { resolveConfig } from '../../lib/config/load.ts';

const CONFIG = resolveConfig({ daemon_command: ['python', 'daemon.py'] });
const FINGERPRINTS = {
  clip: { size_bytes: 9, modified_ms: Date.UTC(2025, 4, 6), sha256: '0'.repeat(64) },
  subtitles: null,
};
const ANSWER = {
  filename: 'elsewhere.mp4',
  video_description_long: 'A clip, as another daemon sees it.',
  video_description_short: 'Seen by Another!',
  primary_shot_type: 'insert',
  tags: ['static', 'beautiful', 'wide'],
  classification_time_seconds: 0.1,
  classification_model: 'qwen',
  video_length_seconds: 6,
  video_timestamp: 'yesterday',
  video_thumbnail_base64: 'AAAA',
  in_timestamp: '00:00:01.000',
  out_timestamp: '00:00:05.000',
  rating: 0.8,
  segments: null,
  camera_movement: 'panning',
  thumbnail_frame: 2,
  their_own: 'stays',
};
const completed = (more: Record<string, unknown> = {}) =>
  completeRecord(CONFIG, '/clips/mine.mp4', { ...ANSWER, ...more }, FINGERPRINTS);
const segment = (from: string, to: string) => ({ in_timestamp: from, out_timestamp: to });

describe('another daemon’s answer', () => {
  it('becomes a record of our form: what it says is kept', () => {
    const { provenance, ...record } = completed();

    assert.deepEqual(record, {
      $schema: 'urn:gulp-vlog-describe:record:2',
      format_version: 2,
      ...ANSWER,
      filename: 'mine.mp4',
      video_description_short: 'seen_by_another',
      tags: ['static', 'wide'],
      video_timestamp: '2025-05-06T00:00:00.000Z',
      video_thumbnail_base64: '',
      segments: [segment('00:00:01.000', '00:00:05.000')],
    });
    assert.equal(provenance?.engine, 'daemon_command');
    assert.deepEqual(provenance?.clip, FINGERPRINTS.clip);
    assert.equal(provenance?.subtitles, null);
    assert.deepEqual(provenance?.frame_times_seconds, []);
  });

  it('leaves out what it does not say, or says in words that nobody knows', () => {
    const record = completed({ primary_shot_type: 'drone', camera_movement: null, tags: 'wide' });

    assert.equal(Object.hasOwn(record, 'primary_shot_type'), false);
    assert.equal(Object.hasOwn(record, 'camera_movement'), false);
    assert.deepEqual(record.tags, []);
  });

  it('has the segments that lie inside the clip, in order and apart', () => {
    const segments = [
      segment('00:00:00', '00:00:02.5'),
      segment('00:00:02', '00:00:03'),
      segment('00:00:03', '00:00:03'),
      segment('00:00:04', '00:00:06'),
      segment('00:00:06', '00:01:00'),
    ];
    const record = completed({ segments });

    assert.deepEqual(record.segments, [
      segment('00:00:00.000', '00:00:02.500'),
      segment('00:00:04.000', '00:00:06.000'),
    ]);
    assert.equal(record.in_timestamp, '00:00:00.000');
    assert.equal(record.out_timestamp, '00:00:02.500');
  });

  it('is the whole clip when it has no stretch that can be used', () => {
    for (const out_timestamp of ['01:00:05.000', '00:01:05.000', '5 s', undefined]) {
      assert.deepEqual(completed({ out_timestamp }).segments, [
        segment('00:00:00.000', '00:00:06.000'),
      ]);
    }
  });

  it('is refused when it is too far from a record', () => {
    for (const more of [
      { video_description_long: '' },
      { video_length_seconds: 'long' },
      { rating: 7 },
      { thumbnail_frame: -1 },
    ]) {
      assert.throws(() => completed(more), JSON.stringify(more));
    }
  });
});

describe('where a daemon is looked for', () => {
  it('is its host and port, by the port that is known best', () => {
    const config = resolveConfig({ daemon_host: '::1', daemon_port: 6000 });
    assert.deepEqual(addressOf(config), { url: 'http://[::1]:6000' });
    assert.deepEqual(addressOf(config, 7000), { url: 'http://[::1]:7000' });
    assert.deepEqual(leaseAddressOf(config), addressOf(config));
  });

  it('is a local socket for leases when another program is the daemon', () => {
    const { url, socketPath } = leaseAddressOf(CONFIG);
    assert.equal(url, 'http://localhost');
    assert.match(socketPath ?? '', /[0-9a-f]{16}/);
  });

  it('is shown the token, when one is asked for', () => {
    assert.deepEqual(headersOf({ url: 'http://a', token: 'open' }), {
      authorization: 'Bearer open',
    });
    assert.deepEqual(headersOf({ url: 'http://a' }), {});
  });
});

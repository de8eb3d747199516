import type { VideoDescription } from '../../lib/record/schema.ts';
import { timestampOf } from '../../lib/record/timestamp.ts';
import type { DescribedClip } from '../../lib/timeline/arrange.ts';
import type { MediaFacts } from '../../lib/timeline/media-facts.ts';

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
export function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let hash = Math.imul(state ^ (state >>> 15), 1 | state);
    hash = (hash + Math.imul(hash ^ (hash >>> 7), 61 | hash)) ^ hash;
    return ((hash ^ (hash >>> 14)) >>> 0) / 2 ** 32;
  };
}

const RATES = ['24000/1001', '24/1', '25/1', '30000/1001', '30/1', '50/1', '60000/1001', '60/1'];
const ODD_RATES = ['15/1', '120/1', '120000/1001', '2997/100', '12/1'];

const NAMES = [
  'harbour',
  'Tom & Jerry <3 "quotes" \'n\' more',
  '100% #1 ?what=ever;now',
  'emoji 🎬👨‍👩‍👧 ünïcödé 漢字',
  'ends with dot.',
  ']]> <!-- --> &amp; %20 |C:ResolveColorRed |M:x',
  '=SUM(A1:A9)',
  `long ${'x'.repeat(245)}`,
  'tab\tand\u0007bell',
];

const TEXTS = [
  'A still shot.',
  'Ampersand & <tags> "quoted" \'single\' ]]> | bar',
  'Lines\nand\r\nreturns\tand\u0000 nothing \u001b[31m',
  'Half a \ud83d character, and a whole one 🎬',
  'L’été, 夏, лето. '.repeat(30),
];

/** A record without anything that is not needed, and its file's facts. */
export function describedClip(
  stem: string,
  segments: readonly (readonly [number, number])[],
  facts: Partial<MediaFacts> = {},
  fields: Partial<VideoDescription> = {},
): DescribedClip {
  const seconds = facts.seconds ?? 10;
  const kept = segments.map(([start, end]) => ({
    in_timestamp: timestampOf(start),
    out_timestamp: timestampOf(end),
  }));
  return {
    record: {
      filename: `${stem}.mp4`,
      video_description_long: 'A still shot.',
      video_description_short: 'still_shot',
      tags: ['static'],
      classification_time_seconds: 1,
      classification_model: 'measured',
      video_length_seconds: seconds,
      video_timestamp: '2026-05-06T07:08:09.000Z',
      video_thumbnail_base64: '',
      in_timestamp: kept[0]?.in_timestamp ?? '00:00:00.000',
      out_timestamp: kept[0]?.out_timestamp ?? '00:00:00.000',
      rating: 0.5,
      segments: kept,
      thumbnail_frame: 0,
      ...fields,
    },
    media: `/films/${stem}.mp4`,
    facts: {
      width: 1920,
      height: 1080,
      frame_rate: 25,
      nominal_frame_rate: '25/1',
      has_sound: true,
      seconds,
      ...facts,
    },
    cues: [],
  };
}

/** A folder of clips as cameras, phones and other programs leave them: all that is odd but allowed. */
export function randomClips(seed: number): DescribedClip[] {
  const random = randoms(seed);
  const pick = <Value>(values: readonly Value[]): Value =>
    values[Math.floor(random() * values.length)] as Value;
  const count = 1 + Math.floor(random() * 8);
  return Array.from({ length: count }, (_, index) => {
    const seconds = random() < 0.1 ? 0.04 + random() / 5 : 1 + random() * 90;
    const rate = random() < 0.8 ? pick(RATES) : pick(ODD_RATES);
    const [num = 25, den = 1] = rate.split('/').map(Number);
    const isPortrait = random() < 0.3;
    const facts: Partial<MediaFacts> = {
      seconds,
      frame_rate: num / den,
      nominal_frame_rate: rate,
      has_sound: random() < 0.7,
      width: isPortrait ? 1080 : 1920,
      height: isPortrait ? 1920 : 1080,
    };
    if (random() < 0.2) {
      delete facts.nominal_frame_rate;
      Object.assign(facts, { variable_frame_rate: true, frame_rate: 10 + random() * 50 });
    } else if (random() < 0.4) {
      const hour = String(Math.floor(random() * 24)).padStart(2, '0');
      facts.start_timecode = `${hour}:59:59${pick([':', ';'])}1${Math.floor(random() * 4)}`;
    }
    const segments = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      const start = random() * seconds * (random() < 0.1 ? 1.5 : 1);
      const length = random() * seconds * (random() < 0.1 ? 1.5 : 0.4);
      return (random() < 0.05 ? [start, Math.max(0, start - length)] : [start, start + length]) as [
        number,
        number,
      ];
    });
    const clip = describedClip(`${pick(NAMES)} ${index}`, [...segments, [0, seconds]], facts, {
      rating: Math.round(random() * 100) / 100,
      video_description_long: pick(TEXTS),
      video_timestamp: new Date(1.7e12 + random() * 1e10).toISOString(),
    });
    const cues = Array.from({ length: Math.floor(random() * 6) }, (_, cue) => ({
      startSeconds: cue * random() * 10,
      endSeconds: cue * 10 * random() + 5,
      text: pick(TEXTS),
    }));
    return { ...clip, cues: cues.toSorted((a, b) => a.startSeconds - b.startSeconds) };
  });
}

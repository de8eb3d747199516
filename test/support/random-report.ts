import { paintPictures } from './page-pictures.ts';
import { type PageEntry, writePageReport } from './page-report.ts';

const WORDS =
  'harbour boat morning market fruit church village meadow lighthouse sunset coffee beach walk street train window garden river bridge mountain snow rain umbrella dog child friend birthday cake guitar concert crowd fireworks kitchen bread cheese wine bicycle tram museum statue castle ferry island gull wave sand shell lantern square fountain tower clock forest path fern deer lake canoe tent fire star moon'.split(
    ' ',
  );
const SHOTS = ['pov', 'insert', 'establishing'];
const MOVEMENTS = ['still', 'panning', 'moving forward', 'random'];
const TAGS = ['static', 'dynamic', 'closeup', 'medium', 'wide'];
/** Said once in each report. */
export const RARE_WORD = 'zanzibar';
const LONGEST = 180;
const PICTURES = 60;

/** A report of as many clips as are asked for; the same ones for the same seed. */
export function writeRandomReport(
  folder: string,
  clips: number,
  seed = 1,
  options: { live?: string } = {},
): string {
  const random = randomNumbers(seed);
  const pictures = Array.from({ length: PICTURES }, (_, at) =>
    paintPictures(folder, `scene-${at}`, (at * 47) % 360, at % 9 === 4 ? 9 / 16 : 16 / 9),
  );
  const pick = <Item>(items: readonly Item[]): Item =>
    items[Math.floor(random() * items.length)] as Item;
  const sentence = (words: number) => Array.from({ length: words }, () => pick(WORDS)).join(' ');
  const entries = Array.from({ length: clips }, (_, at): PageEntry => {
    const seconds = Math.round((2 + random() ** 3 * LONGEST) * 10) / 10;
    const cues = Array.from({ length: Math.ceil(seconds / 4) }, (_, line) => ({
      start: line * 4,
      end: Math.min(line * 4 + 3.5, seconds),
      text: sentence(9),
    }));
    const long = `${sentence(25)}.`;
    const shots = cutAt(seconds, random);
    return {
      clip: {
        id: `clip-${at}`,
        name: `day ${1 + Math.floor(at / 400)}/C${String(at).padStart(4, '0')}.MP4`,
        path: `videos/preview/C${String(at).padStart(4, '0')}.MP4`,
        url: `../videos/C${String(at).padStart(4, '0')}.MP4`,
        seconds,
        recorded: new Date(Date.UTC(2026, 6, 1, 8) + at * 190_000).toISOString(),
        ...(at % 97 === 13
          ? { state: 'failed', reason: 'The file ends in the middle of a frame.' }
          : {
              state: 'described',
              short: sentence(3).replaceAll(' ', '_'),
              rating: Math.round(random() * 100) / 100,
              movement: pick(MOVEMENTS),
              shotType: pick(SHOTS),
              tags: [pick(TAGS), pick(TAGS)],
              inSeconds: seconds / 10,
              picture: pick(pictures),
            }),
      },
      words: [long, ...cues.map(({ text }) => text), at === 17 ? RARE_WORD : ''].join('\n'),
      ...(at < 50 && {
        details: {
          long,
          segments: [{ start: seconds / 10, end: seconds * 0.7 }],
          lanes: [
            { name: 'Shots', ranges: shots },
            { name: 'Shake', ranges: [{ start: 0, end: seconds / 12 }] },
            { name: 'Speech', ranges: cues },
          ],
          transcript: cues,
          facts: [{ heading: 'File', lines: [['frame rate', '25']] }],
        },
      }),
    };
  });
  return writePageReport(folder, entries, { title: 'Summer', ...options });
}

function cutAt(seconds: number, random: () => number) {
  const borders = [
    0,
    ...Array.from({ length: Math.ceil(seconds / 8) }, () => random() * seconds),
    seconds,
  ].sort((a, b) => a - b);
  return borders.slice(1).map((end, at) => ({ start: borders[at] ?? 0, end }));
}

/** Evenly between 0 and 1, by a linear congruential generator (Numerical Recipes). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

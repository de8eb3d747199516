import type { PageClip, PageDetails } from '../../lib/report/page-data.ts';
import { relativeUrl } from '../../lib/report/relative-url.ts';
import { paintPictures } from './page-pictures.ts';
import { type PageEntry, writePageReport } from './page-report.ts';
import { inRepository } from './repository.ts';

type Example = {
  name: string;
  short: string;
  seconds: number;
  lines: [start: number, end: number, text: string][];
  clip: Partial<PageClip>;
};

const EXAMPLES: Example[] = [
  {
    name: 'harbour_morning',
    short: 'morning_harbour_sailing_boat',
    seconds: 6,
    lines: [
      [0.4, 2.9, 'Good morning from the harbour.'],
      [3.2, 5.7, 'The first sailing boat is already on its way out.'],
    ],
    clip: { rating: 0.8, movement: 'still', shotType: 'establishing', tags: ['static', 'wide'] },
  },
  {
    name: 'beach_then_coffee',
    short: 'beach_morning_finally_coffee',
    seconds: 7,
    lines: [
      [0.5, 3.1, 'We had the beach almost to ourselves this morning.'],
      [3.9, 6.6, 'And now, finally, coffee.'],
    ],
    clip: { rating: 0.6, movement: 'panning', shotType: 'insert', tags: ['dynamic', 'closeup'] },
  },
  {
    name: 'old_town_walk',
    short: 'church_flags_summer_festival',
    seconds: 6,
    lines: [
      [0.5, 2.6, "Let's walk up to the church."],
      [3, 5.8, 'They hang these flags up for the summer festival.'],
    ],
    clip: { rating: 0.9, movement: 'moving forward', shotType: 'pov', tags: ['dynamic', 'medium'] },
  },
  {
    name: 'phare_au_soir',
    short: 'phare_coucher_soleil',
    seconds: 6.48,
    lines: [
      [1.7, 3.8, 'On est arrivés juste à temps, à côté du phare.'],
      [4.1, 6.2, 'Et le phare vient de s’allumer.'],
    ],
    clip: { rating: 0.4, movement: 'still', shotType: 'establishing', tags: ['static', 'wide'] },
  },
];

/** Where playing starts and the first segment does, in s. */
export const IN_SECONDS = 1.5;

/**
 * Real clips that can be played, one that waits, one that failed, one whose file is gone, and one of which nothing but its name
 * is known.
 */
export function writeExampleReport(folder: string, options: { live?: string } = {}): string {
  return writePageReport(folder, exampleEntries(folder), { title: 'A day at the sea', ...options });
}

export function exampleEntries(folder: string): PageEntry[] {
  const described = EXAMPLES.map(({ name, short, seconds, lines, clip }, at): PageEntry => {
    const transcript = lines.map(([start, end, text]) => ({ start, end, text }));
    return {
      clip: {
        id: name,
        name: `${name}.mp4`,
        path: `videos/preview/${name}.mp4`,
        url: exampleUrl(folder, `${name}.mp4`),
        state: 'described',
        short,
        seconds,
        recorded: `2026-07-0${at + 1}T08:15:00Z`,
        inSeconds: IN_SECONDS,
        picture: paintPictures(folder, name, at * 70 + 20, at === 3 ? 9 / 16 : 16 / 9),
        ...clip,
      },
      words: transcript.map(({ text }) => text).join('\n'),
      details: detailsOf(short, seconds, transcript),
    };
  });
  return [
    ...described,
    {
      clip: {
        id: 'waits',
        name: 'saturday_market.mp4',
        path: 'videos/preview/saturday_market.mp4',
        url: exampleUrl(folder, 'saturday_market.mp4'),
        state: 'waiting',
        reason: 'Waits for its subtitles, saturday_market_cleaned.srt.',
      },
    },
    {
      clip: {
        id: 'failed',
        name: 'broken.mp4',
        path: 'videos/preview/broken.mp4',
        url: 'broken.mp4',
        state: 'failed',
        reason: 'The file ends in the middle of a frame.',
      },
    },
    {
      clip: {
        id: 'gone',
        name: 'gone.mp4',
        path: 'videos/preview/gone.mp4',
        state: 'described',
        short: 'a_clip_that_was_moved',
        seconds: 70,
      },
    },
    { clip: { id: 'bare', name: 'bare.mp4', path: 'bare.mp4', state: 'described' } },
  ];
}

function detailsOf(
  short: string,
  seconds: number,
  transcript: PageDetails['transcript'],
): PageDetails {
  const middle = seconds / 2;
  return {
    long: `A bright clip of ${short.replaceAll('_', ' ')}, with sound.`,
    segments: [{ start: IN_SECONDS, end: seconds - 0.5 }],
    lanes: [
      {
        name: 'Shots',
        ranges: [
          { start: 0, end: middle, label: 'still' },
          { start: middle, end: seconds, label: 'panning' },
        ],
      },
      { name: 'Black', ranges: [{ start: 0, end: 0.4 }] },
      { name: 'Shake', ranges: [{ start: 1, end: 1.6 }] },
      { name: 'Speech', ranges: transcript.map(({ start, end }) => ({ start, end })) },
    ],
    transcript,
    facts: [
      {
        heading: 'File',
        lines: [
          ['frame rate', '25'],
          ['codec', 'h264'],
        ],
      },
      { heading: 'Provenance', lines: [['engine', 'measured']] },
    ],
  };
}

function exampleUrl(folder: string, file: string): string {
  return relativeUrl(folder, inRepository('examples/clips', file));
}

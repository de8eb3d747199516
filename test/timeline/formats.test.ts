import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { DOMParser, type Document, type Element } from '@xmldom/xmldom';
import { parseSync } from 'subtitle';
import { TIMELINE_FORMATS } from '../../lib/config/schema.ts';
import { arrange } from '../../lib/timeline/arrange.ts';
import { formatOf, timelineText } from '../../lib/timeline/formats.ts';
import { positionOf } from '../../lib/timeline/mlt.ts';
import type { Timeline } from '../../lib/timeline/model.ts';
import { checkFcpxml } from './fcpxml-grammar.ts';
import { describedClip, randomClips } from './random-clips.ts';

const SmpteTimecode: new (time: string, rate: number, drops: boolean) => { frameCount: number } =
  createRequire(import.meta.url)('smpte-timecode');

const FOLDERS = 200;

const text = (format: (typeof TIMELINE_FORMATS)[number], timeline: Timeline) =>
  timelineText('film', format, timeline);

const timelines = (length = FOLDERS) =>
  Array.from(
    { length },
    (_, seed) => arrange('film', randomClips(seed), 'recorded', seed % 3).timeline,
  );

function parsed(xml: string): Document {
  return new DOMParser({
    onError: (level, message) => {
      throw new Error(`${level}: ${message}`);
    },
  }).parseFromString(xml, 'text/xml');
}

const all = (document: Document | Element, name: string): Element[] => [
  ...document.getElementsByTagName(name),
];
const attribute = (element: Element | undefined, name: string): string =>
  element?.getAttribute(name) ?? '';

/** `1001/30000s` in frames of a rate, which it must be a whole number of. */
function framesIn(time: string, { num, den }: Timeline['rate']): number {
  const [, above, below = '1'] = /^(\d+)(?:\/(\d+))?s$/.exec(time) ?? [];
  const frames = (BigInt(above ?? '') * BigInt(num)) / (BigInt(below) * BigInt(den));
  assert.equal(frames * BigInt(below) * BigInt(den), BigInt(above ?? '') * BigInt(num), time);
  return Number(frames);
}

describe('the formats of a timeline', () => {
  it('are chosen by the ending of the file, in any case', () => {
    assert.equal(formatOf('a/Film.OTIO'), 'otio');
    assert.equal(formatOf('film.markers.edl'), 'markers');
    assert.equal(formatOf('film.edl'), 'edl');
    assert.equal(formatOf('film.kdenlive'), 'mlt');
    assert.throws(() => formatOf('film.xml'), {
      code: 'TIMELINE_FORMAT',
      message: /film\.xml.*\.otio/,
    });
  });

  it('that have only timecode refuse a timeline that ends after 24 h; the others have it', async () => {
    const clips = Array.from({ length: 24 }, (_, i) =>
      describedClip(`hour ${i}`, [[0, 3599]], { seconds: 3599 }),
    );
    const { timeline } = arrange('film', clips, 'name', 0);
    for (const format of TIMELINE_FORMATS) {
      if (format === 'edl' || format === 'markers') {
        await assert.rejects(text(format, timeline), { code: 'TIMELINE_TOO_LONG' });
      } else {
        // Nothing is said in it.
        assert.equal((await text(format, timeline)) === '', format === 'srt', format);
      }
    }
  });
});

describe('FCPXML', () => {
  it('is as its grammar says for 200 folders of odd clips', async () => {
    for (const timeline of timelines()) {
      const { documentElement } = parsed(await text('fcpxml', timeline));
      assert(documentElement);
      checkFcpxml(documentElement);
    }
  });

  it('has each stretch to the frame, and nothing else in its place', async () => {
    for (const timeline of timelines(50)) {
      const document = parsed(await text('fcpxml', timeline));
      const assets = new Map(
        all(document, 'asset').map((asset) => [attribute(asset, 'id'), asset]),
      );
      const story = all(document, 'spine')[0]?.childNodes ?? [];
      let end = timeline.startFrame;
      for (const item of [...story].filter((node): node is Element => node.nodeType === 1)) {
        assert.equal(framesIn(attribute(item, 'offset'), timeline.rate), end);
        end += framesIn(attribute(item, 'duration'), timeline.rate);
      }
      assert.equal(end, timeline.startFrame + timeline.frames);
      const found = all(document, 'asset-clip').map((clip) => {
        const media = all(assets.get(attribute(clip, 'ref')) as Element, 'media-rep')[0];
        return [
          fileURLToPath(attribute(media, 'src')),
          attribute(clip, 'name'),
          framesIn(attribute(clip, 'offset'), timeline.rate) - timeline.startFrame,
          framesIn(attribute(clip, 'duration'), timeline.rate),
          all(clip, 'caption').length,
        ];
      });
      assert.deepEqual(
        found,
        timeline.clips.map(({ source, name, start, frames, captions }) => [
          ...[source.path, name, start, frames, captions.length],
        ]),
      );
      for (const [index, clip] of all(document, 'asset-clip').entries()) {
        const { source, sourceFrame } = timeline.clips[index] as Timeline['clips'][number];
        assert.equal(
          framesIn(attribute(clip, 'start'), source.rate),
          source.startFrame + sourceFrame,
        );
      }
    }
  });

  it('has what texts say, but for what XML cannot hold', async () => {
    const clip = describedClip(
      'a',
      [[0, 1]],
      {},
      {
        video_description_long: 'Tom & <Jerry> "at" \u0000 ]]> 🎬 \ud83d sea',
      },
    );
    const { timeline } = arrange(
      'R&B',
      [{ ...clip, cues: [{ startSeconds: 0, endSeconds: 1, text: ' a < b ' }] }],
      'name',
      0,
    );
    const document = parsed(await text('fcpxml', timeline));
    assert.equal(all(document, 'note')[0]?.textContent, 'Tom & <Jerry> "at"  ]]> 🎬  sea');
    assert.equal(all(document, 'text')[0]?.textContent, ' a < b ');
    assert.equal(attribute(all(document, 'project')[0], 'name'), 'R&B');
  });
});

/** Fields of the schemas, after “Serialized Data (Fields Only)” of OpenTimelineIO 0.17. */
const OTIO_FIELDS: Record<string, string[]> = {
  'Timeline.1': ['global_start_time', 'metadata', 'name', 'tracks'],
  'Stack.1': ['children', 'effects', 'enabled', 'markers', 'metadata', 'name', 'source_range'],
  'Track.1': [
    'children',
    'effects',
    'enabled',
    'kind',
    'markers',
    'metadata',
    'name',
    'source_range',
  ],
  'Gap.1': ['effects', 'enabled', 'markers', 'metadata', 'name', 'source_range'],
  'Clip.2': [
    ...['active_media_reference_key', 'effects', 'enabled', 'markers', 'media_references'],
    ...['metadata', 'name', 'source_range'],
  ],
  'ExternalReference.1': [
    ...['available_image_bounds', 'available_range', 'metadata', 'name', 'target_url'],
  ],
  'Marker.2': ['color', 'comment', 'marked_range', 'metadata', 'name'],
  'TimeRange.1': ['duration', 'start_time'],
  'RationalTime.1': ['rate', 'value'],
};

type Json = { OTIO_SCHEMA: string; [key: string]: unknown };
type Range = {
  start_time: { rate: number; value: number };
  duration: { rate: number; value: number };
};
type OtioClip = Json & {
  name: string;
  source_range: Range;
  media_references: { DEFAULT_MEDIA: { target_url: string; available_range: Range } };
};

function checkOtio(value: unknown): void {
  if (Array.isArray(value)) {
    value.forEach(checkOtio);
  } else if (typeof value === 'object' && value !== null) {
    if ('OTIO_SCHEMA' in value) {
      const { OTIO_SCHEMA, ...fields } = value as Json;
      assert.deepEqual(Object.keys(fields).sort(), OTIO_FIELDS[OTIO_SCHEMA], OTIO_SCHEMA);
    }
    Object.values(value).forEach(checkOtio);
  }
}

const seconds = ({ rate, value }: Range['duration']): number => value / rate;

describe('OpenTimelineIO', () => {
  it('has the fields of the published schemas for 200 folders of odd clips', async () => {
    for (const timeline of timelines()) {
      checkOtio(JSON.parse(await text('otio', timeline)));
    }
  });

  it('has each stretch to the frame: in the picture, and in the sound where there is one', async () => {
    for (const timeline of timelines()) {
      const { tracks, global_start_time } = JSON.parse(await text('otio', timeline));
      assert.equal(global_start_time.value, timeline.startFrame);
      const { num, den } = timeline.rate;
      for (const track of tracks.children as (Json & { kind: string; children: OtioClip[] })[]) {
        const wanted = timeline.clips.filter(
          ({ source }) => track.kind === 'Video' || source.sound !== undefined,
        );
        let end = 0;
        const found = track.children.flatMap((item) => {
          const start = end;
          end += (seconds(item.source_range.duration) * num) / den;
          return item.OTIO_SCHEMA === 'Clip.2' ? [{ item, start, end }] : [];
        });
        assert.equal(found.length, wanted.length);
        for (const [index, { item, start, end }] of found.entries()) {
          const clip = wanted[index] as Timeline['clips'][number];
          const { DEFAULT_MEDIA: media } = item.media_references;
          // In floating point; the next frame is a whole one away.
          assert(Math.abs(start - clip.start) < 1e-3, `${start} ${clip.start}`);
          assert(Math.abs(end - clip.start - clip.frames) < 1e-3);
          assert.equal(item.name, clip.name);
          assert.equal(fileURLToPath(media.target_url), clip.source.path);
          assert.equal(
            item.source_range.start_time.value - media.available_range.start_time.value,
            clip.sourceFrame,
          );
        }
      }
    }
  });
});

const EVENT =
  /^(\d{3,}) {2}([A-Z0-9 ]{8}) (V {4}|AA\/V ) C {8}(\S{11}) (\S{11}) (\S{11}) (\S{11}) *$/;

/** The events of a list, their timecode read by somebody else's program. */
function edlEvents(edl: string, { rate }: Timeline) {
  const count = (timecode = ''): number =>
    new SmpteTimecode(timecode, Number((rate.num / rate.den).toFixed(3)), timecode.includes(';'))
      .frameCount;
  return edl.split('\r\n').flatMap((line) => {
    const [, number, reel, channels, ...times] = EVENT.exec(line) ?? [];
    return number === undefined
      ? []
      : [{ number: Number(number), reel, channels: channels?.trim(), times: times.map(count) }];
  });
}

describe('EDL', () => {
  it('has each stretch to the frame for 200 folders of odd clips, and a reel for each file', async () => {
    for (const timeline of timelines()) {
      const edl = await text('edl', timeline);
      const events = edlEvents(edl, timeline);
      assert.equal(events.length, timeline.clips.length);
      const reels = new Map<string, string>();
      for (const [index, { number, reel = '', channels, times }] of events.entries()) {
        const clip = timeline.clips[index] as Timeline['clips'][number];
        const [sourceIn = 0, sourceOut = 0, recordIn = 0, recordOut = 0] = times;
        assert.equal(number, index + 1);
        assert.equal(recordIn, timeline.startFrame + clip.start);
        assert.equal(recordOut - recordIn, clip.frames);
        assert.equal(channels === 'V', clip.source.sound === undefined);
        if (clip.source.rate.num * timeline.rate.den === timeline.rate.num * clip.source.rate.den) {
          const day = 24 * 3600 * Math.round(timeline.rate.num / timeline.rate.den);
          const at = clip.source.startFrame + clip.sourceFrame;
          assert(sourceIn === at || at > day * 0.99, `${sourceIn} ${at}`);
          assert(sourceOut - sourceIn === clip.frames || sourceOut < sourceIn);
        }
        assert.equal(reels.get(reel) ?? clip.source.path, clip.source.path, 'a reel is one file');
        reels.set(reel, clip.source.path);
      }
      assert.equal(reels.size, new Set(timeline.clips.map(({ source }) => source)).size);
    }
  });

  it('is lines of printable text, whatever names and descriptions hold', async () => {
    for (const timeline of timelines()) {
      for (const format of ['edl', 'markers'] as const) {
        for (const line of (await text(format, timeline)).split('\r\n')) {
          assert.doesNotMatch(line, /\p{Cc}/u);
          assert.match(
            line,
            /^($|TITLE: |FCM: |\d{3,} |\* [A-Z ]+: |[^|]* \|C:ResolveColor[A-Z][a-z]+ \|M:[^|]* \|D:\d+$)/,
          );
        }
      }
    }
  });

  it('as a list of markers for Resolve has one event of one frame for each', async () => {
    const clips = [
      describedClip('a', [[1, 3]]),
      describedClip('b | c', [[0, 2]], {}, { rating: 0.1 }),
    ];
    const { timeline } = arrange('film', clips, 'name', 0);
    assert.equal(
      await text('markers', timeline),
      [
        'TITLE: film',
        'FCM: NON-DROP FRAME',
        '',
        '001  001      V     C        01:00:00:00 01:00:00:01 01:00:00:00 01:00:00:01  ',
        'A still shot. (rating 0.5) |C:ResolveColorYellow |M:still_shot |D:50',
        '',
        '002  001      V     C        01:00:02:00 01:00:02:01 01:00:02:00 01:00:02:01  ',
        'A still shot. (rating 0.1) |C:ResolveColorRed |M:still_shot |D:50',
        '',
        '',
      ].join('\r\n'),
    );
  });

  it('tells drop-frame from non-drop for the record and for each source', async () => {
    const facts = { nominal_frame_rate: '30000/1001' };
    const clips = [
      describedClip('a', [[0, 1]], { ...facts, start_timecode: '01:00:00;00' }),
      describedClip('b', [[0, 1]], { ...facts, start_timecode: '02:00:00;00' }),
      describedClip('c', [[0, 1]], { ...facts, start_timecode: '03:00:00:00' }),
    ];
    const edl = await text('edl', arrange('film', clips, 'name', 0).timeline);
    assert.match(edl, /FCM: DROP FRAME/);
    assert.match(edl, /C {8}01:00:00;00 01:00:01;00 01:00:00;00 01:00:01;00/);
    assert.match(edl, /C {8}03:00:00:00 03:00:01:00 01:00:02;00 01:00:03;00/);
  });
});

/** The cuts of an MLT playlist: producer, first frame, start and length on the timeline. */
function mltCuts(playlist: Element | undefined): [string, number, number, number][] {
  let end = 0;
  return [...(playlist?.childNodes ?? [])].flatMap((node): [string, number, number, number][] => {
    const item = node as Element;
    if (item.tagName === 'blank') {
      end += Number(attribute(item, 'length'));
    }
    if (item.tagName !== 'entry') {
      return [];
    }
    const start = end;
    const first = Number(attribute(item, 'in'));
    end += Number(attribute(item, 'out')) - first + 1;
    return [[attribute(item, 'producer'), first, start, end - start]];
  });
}

function mltProperty(element: Element | undefined, name: string): string | null | undefined {
  return all(element as Element, 'property').find((each) => attribute(each, 'name') === name)
    ?.textContent;
}

describe('MLT XML', () => {
  it('has each stretch to the frame for 200 folders of odd clips: in the picture, and in the sound where there is one', async () => {
    for (const timeline of timelines()) {
      const document = parsed(await text('mlt', timeline));
      const playlist = (id: string) =>
        all(document, 'playlist').find((each) => attribute(each, 'id') === id);
      for (const id of ['V1', 'A1']) {
        assert.deepEqual(
          mltCuts(playlist(id)),
          timeline.clips
            .filter(({ source }) => id === 'V1' || source.sound !== undefined)
            .map(({ source, sourceFrame, start, frames }) => [
              `clip${source.id}`,
              positionOf(sourceFrame, source, timeline.rate),
              start,
              frames,
            ]),
        );
      }
      const tractor = all(document, 'tractor')[0];
      assert.equal(attribute(tractor, 'out'), String(timeline.frames - 1));
    }
  });

  it('has each file once, in Kdenlive’s bin as well, and a guide for each marker', async () => {
    for (const timeline of timelines(50)) {
      const document = parsed(await text('mlt', timeline));
      const producers = all(document, 'producer');
      const sources = [...new Set(timeline.clips.map(({ source }) => source))];
      assert.deepEqual(
        producers.map((each) => mltProperty(each, 'resource')),
        sources.map(({ path }) => path.replace('\u0007', '')),
      );
      const ids = producers.map((each) => mltProperty(each, 'kdenlive:id'));
      assert.equal(new Set(ids).size, sources.length);
      const bin = all(document, 'playlist')[0];
      assert.deepEqual(
        mltCuts(bin).map(([producer]) => producer),
        producers.map((each) => attribute(each, 'id')),
      );
      const guides = JSON.parse(mltProperty(bin, 'kdenlive:docproperties.guides') ?? '');
      assert.equal(guides.length, timeline.clips.flatMap(({ markers }) => markers).length);
    }
  });
});

describe('CSV and SRT', () => {
  it('have a row for each stretch; no cell is a formula', async () => {
    for (const timeline of timelines()) {
      const [head, ...rows] = (await text('csv', timeline))
        .replace(/^\ufeff/, '')
        .trimEnd()
        .split('\r\n');
      assert.equal(rows.length, timeline.clips.length);
      const columns = head?.split(',').length;
      for (const row of rows) {
        const cells = [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
          ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
        );
        assert.equal(cells.length, columns, row);
        assert(
          cells.every((cell) => !/^[=+@-]/.test(cell)),
          row,
        );
      }
    }
  });

  it('have what is said, at its time on the timeline', async () => {
    const cues = [{ startSeconds: 4, endSeconds: 5, text: 'Hello, “you”' }];
    const clips = [describedClip('a', [[0, 2]]), { ...describedClip('b', [[3, 6]]), cues }];
    const { timeline } = arrange('film', clips, 'name', 1);
    assert.deepEqual(
      parseSync(await text('srt', timeline)).map(({ data }) => data),
      [{ start: 4000, end: 5000, text: 'Hello, “you”' }],
    );
    assert.match(await text('csv', timeline), /"Hello, “you”"/);
    for (const odd of timelines()) {
      const found = parseSync(await text('srt', odd));
      assert.equal(found.length, odd.clips.flatMap(({ captions }) => captions).length);
    }
  });
});

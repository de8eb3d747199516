import { readFileSync } from 'node:fs';
import { OpenAiEngine } from '../../lib/engines/openai/engine.ts';
import { VideoDescription } from '../../lib/record/schema.ts';
import { analyzeExample } from '../support/analyzed-clip.ts';
import { type Answer, completion, ModelServer, properWords } from '../support/model-server.ts';
import { options, settingsFor } from '../support/openai.ts';
import { type GulpRun, waitFor } from '../support/workspace.ts';
import type { Figure } from './figures.ts';
import { BenchFolder } from './folder.ts';

const CLIPS = 2000;
const SHARDS = 8;
/** Shards that are killed in the middle, and run again. */
const KILLED = [2, 5];

/** The clips of a fleet: some until it is learned what each server takes, then those that are measured. */
const FLEET_CLIPS = { before: 100, measured: 200 };
const MORE = 20;

/** How many clips a stand-in works on at a time, and ms for each. */
type Speed = { capacity: number; ms: number };

const ALIKE: Speed[] = [300, 600, 900].map((ms) => ({ capacity: 2, ms }));
const UNLIKE: Speed[] = [
  { capacity: 1, ms: 300 },
  { capacity: 2, ms: 600 },
  { capacity: 4, ms: 900 },
];

/** Eight shards on one machine with a daemon that answers at once, and three servers of different speed. */
export async function scale(): Promise<Figure[]> {
  const fixed = await fleet(ALIKE, 2);
  const learned = await fleet(UNLIKE, [1, 16]);
  return [
    ...(await shards()),
    {
      name: 'three servers of different speed, over the sum of them',
      value: fixed,
      unit: '×',
      atLeast: 0.95,
    },
    {
      name: 'the same, how many clips each takes being learned',
      value: learned,
      unit: '×',
      atLeast: 0.95,
    },
  ];
}

async function shards(): Promise<Figure[]> {
  const folder = await BenchFolder.make(CLIPS);
  const { workspace } = folder;
  const runs = (): GulpRun[] =>
    Array.from({ length: SHARDS }, (_, at) =>
      workspace.gulp('stage3', '--shard', `${at + 1}/${SHARDS}`),
    );
  const described = async (): Promise<number> => (await workspace.status()).total_processed;
  try {
    return await folder.withDaemon('instant-daemon.cjs', [folder.record, '2', '0'], async () => {
      const one = await folder.stage3();
      folder.forget(CLIPS);

      const before = await described();
      const begun = performance.now();
      const parts = (await Promise.all(runs().map(outputOf))).map(partOf);
      const wall = performance.now() - begun;
      const twice = (await described()) - before - CLIPS;
      const torn = CLIPS - wholeRecords(folder);

      folder.forget(CLIPS);
      const again = runs();
      const others = again.filter((_, at) => !KILLED.includes(at + 1)).map(outputOf);
      await waitFor(() => workspace.clips('.json').length > CLIPS / 10, 'some records');
      for (const shard of KILLED) {
        again[shard - 1]?.process.kill('SIGKILL');
      }
      await Promise.all([...others, ...again.map(({ ended }) => ended)]);
      const left = CLIPS - wholeRecords(folder);
      for (const shard of KILLED) {
        await outputOf(workspace.gulp('stage3', '--shard', `${shard}/${SHARDS}`));
      }
      const lost = CLIPS - wholeRecords(folder);

      const even = CLIPS / SHARDS;
      const uneven = Math.max(...parts.map((part) => Math.abs(part - even) / even));
      return [
        {
          name: `largest difference of a shard from an eighth of ${CLIPS} clips`,
          value: 100 * uneven,
          unit: '%',
          atMost: 5,
        },
        { name: 'clips described twice', value: twice, unit: 'clips', atMost: 0 },
        { name: 'records that are torn or missing', value: torn, unit: 'clips', atMost: 0 },
        {
          name: 'clips left by two shards that were killed',
          value: left,
          unit: 'clips',
          atLeast: 1,
        },
        { name: 'the same when they were run again', value: lost, unit: 'clips', atMost: 0 },
        { name: 'eight shards side by side, over one run', value: wall / one, unit: '×' },
      ];
    });
  } finally {
    workspace.tidy();
  }
}

async function outputOf(run: GulpRun): Promise<string> {
  const { exitCode, output } = await run.ended;
  if (exitCode !== 0) {
    throw new Error(output.slice(-2000));
  }
  return output;
}

/** How many clips it said that its shard has. */
function partOf(output: string): number {
  return Number(/Shard \d+\/\d+: (\d+) of/.exec(output)?.[1]);
}

/** Records that are there, and whole, and of their clip. */
function wholeRecords({ workspace }: BenchFolder): number {
  return workspace.clips('.json').filter((name) => {
    const text = readFileSync(workspace.path('clips', name), 'utf8');
    return VideoDescription.parse(JSON.parse(text)).filename === name.replace(/json$/, 'mp4');
  }).length;
}

/** What a fleet brings over what its servers bring. */
async function fleet(speeds: Speed[], slots: number | [number, number]): Promise<number> {
  const { view } = await analyzeExample('old_town_walk');
  const servers = await Promise.all(speeds.map(start));
  const engine = new OpenAiEngine(settingsFor(servers, { server: { slots } }), () => {});
  try {
    await engine.load(() => {}, new AbortController().signal);
    const { before, measured } = FLEET_CLIPS;
    const ends: number[] = [];
    // Enough more that none of the servers runs out of clips meanwhile.
    const clips = Array.from({ length: before + measured + MORE }, async () => {
      await engine.describe(view, options());
      ends.push(performance.now());
    });
    await Promise.all(clips);
    const [begun = Number.NaN, ended = Number.NaN] = [ends[before], ends[before + measured]];
    const sum = speeds.reduce((rate, { capacity, ms }) => rate + (1000 * capacity) / ms, 0);
    return measured / ((ended - begun) / 1000) / sum;
  } finally {
    await engine.close();
    await Promise.all(servers.map((server) => server.kill()));
  }
}

/** Refuses what is more than it works on, as servers behind a gateway do. */
async function start({ capacity, ms }: Speed): Promise<ModelServer> {
  const server: ModelServer = await ModelServer.start({
    answer: (): Answer =>
      server.inHand > capacity
        ? { status: 429, body: '{"error":{"message":"too many requests"}}' }
        : { ...(completion(JSON.stringify(properWords())) as Answer & object), afterMs: ms },
  });
  return server;
}

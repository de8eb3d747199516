import { OpenAiEngine } from '../../lib/engines/openai/engine.ts';
import { analyzeExample } from '../support/analyzed-clip.ts';
import { type Answer, completion, ModelServer, properWords } from '../support/model-server.ts';
import { options, settingsFor } from '../support/openai.ts';
import { type Figure, median } from './figures.ts';

const RUNS = 3;
const CLIPS = 60;
/** How long a stand-in takes for a clip, in ms: little, so that what we add to it shows. */
const CLIP_MS = 150;

/**
 * Three servers behind `base_url` against one, each with one slot and a fixed time per clip; and how
 * many clips are lost when one of three is killed in the middle.
 */
export async function replicas(): Promise<Figure[]> {
  const one: number[] = [];
  const three: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    one.push((await clipsPerMinute(1)).rate);
    three.push((await clipsPerMinute(3)).rate);
  }
  const killed = await clipsPerMinute(3, { kill: true });
  return [
    { name: 'one server', value: median(one), unit: 'clips/min' },
    { name: 'three servers', value: median(three), unit: 'clips/min' },
    { name: 'three to one', value: median(three) / median(one), unit: 'times', atLeast: 2.85 },
    { name: 'lost when one of three is killed', value: killed.lost, unit: 'clips', atMost: 0 },
  ];
}

async function clipsPerMinute(
  count: number,
  { kill = false } = {},
): Promise<{ rate: number; lost: number }> {
  const { view } = await analyzeExample('old_town_walk');
  const answer = (): Answer => ({
    ...(completion(JSON.stringify(properWords())) as Answer & object),
    afterMs: CLIP_MS,
  });
  const servers = await Promise.all(
    Array.from({ length: count }, () => ModelServer.start({ answer })),
  );
  const engine = new OpenAiEngine(settingsFor(servers), () => {});
  try {
    await engine.load(() => {}, new AbortController().signal);
    const begun = performance.now();
    const clips = Array.from({ length: CLIPS }, () => engine.describe(view, options()));
    const all = Promise.allSettled(clips);
    if (kill) {
      await clips[CLIPS / 2];
      await servers[0]?.kill();
    }
    const lost = (await all).filter(({ status }) => status === 'rejected').length;
    return { rate: (CLIPS - lost) / ((performance.now() - begun) / 60_000), lost };
  } finally {
    await engine.close();
    await Promise.all(servers.slice(kill ? 1 : 0).map((server) => server.kill()));
  }
}

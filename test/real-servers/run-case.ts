import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConfigInput } from '../../lib/config/schema.ts';
import { VideoDescription } from '../../lib/record/schema.ts';
import { isMapping } from '../../lib/util/mapping.ts';
import { freePort } from '../support/ports.ts';
import type { TinyGgufFiles } from '../support/tiny-gguf/tiny-gguf.ts';
import { type Outcome, Workspace, waitFor } from '../support/workspace.ts';
import type { Case } from './cases.ts';
import { LlamaServer, type Program } from './llama-server.ts';
import { type Exchange, Tap } from './tap.ts';

/** The variable that holds the key, where there is one. */
const KEY = 'REAL_SERVER_KEY';

/** How long a killed server is away, in ms. */
const AWAY_MS = 2000;

/** More than fit into a little context. */
const FRAMES = { fps: 4, max_frames: 32 };

export type Setup = {
  program: Program;
  model: TinyGgufFiles;
  /** Paths of clips; subtitles are looked for beside them. */
  clips: readonly string[];
};

/** What came of a case. */
export type Row = {
  name: string;
  clips: number;
  /** Records that are whole. */
  records: number;
  requests: number;
  contextErrors: number;
  /** Frames of each record's clip: those that the model was shown, and all that were sampled. */
  shown: { shown: number; sampled: number }[];
  slots: number;
  /** Of the clips after the first of each slot: tokens evaluated, and tokens of the prompt. */
  evaluated: number[];
  prompts: number[];
  /** Tokens of what is the same for all clips. */
  constant: number | undefined;
  seconds: number;
  /** Why this is not what must come of it; `undefined` when it is. */
  problem: string | undefined;
};

/** Runs `gulp stage3` on the clips, against a real server behind a tap. */
export async function runCase(wanted: Case, setup: Setup): Promise<Row> {
  const { apiKey, killedAfter, lateMs } = wanted;
  const tap = new Tap(await freePort(), await freePort());
  const servers: LlamaServer[] = [];
  const start = async (): Promise<LlamaServer> => {
    const server = await LlamaServer.start(setup.program, tap.serverPort, flagsOf(wanted, setup));
    servers.push(server);
    await tap.open();
    return server;
  };
  const workspace = await Workspace.make({ describe: describeOf(wanted, tap.port) });
  const stems = setup.clips.map((clip, number) => addClip(workspace, clip, number));
  try {
    const early = lateMs === undefined ? await start() : undefined;
    const gulp = workspace.gulpWith({ [KEY]: apiKey ?? '' }, 'stage3');
    if (lateMs !== undefined) {
      await sleep(lateMs);
      await start();
    }
    if (killedAfter !== undefined && early !== undefined) {
      await waitFor(() => answered(tap.exchanges).length >= killedAfter, 'the first clips');
      await Promise.all([early.kill(), tap.close()]);
      await sleep(AWAY_MS);
      await start();
    }
    const outcome = await gulp.ended;
    const slots = await slotsOf(tap.serverPort, apiKey);
    await workspace.quiet();
    return rowOf(wanted, { workspace, stems, outcome, slots, exchanges: tap.exchanges });
  } finally {
    await tap.close();
    await Promise.all(servers.map((server) => server.end()));
    workspace.tidy();
  }
}

function flagsOf({ flags, textOnly, apiKey }: Case, { model }: Setup): string[] {
  return [
    ...['-m', model.model, '--alias', 'tiny'],
    ...(textOnly ? [] : ['--mmproj', model.projector]),
    ...(apiKey === undefined ? [] : ['--api-key', apiKey]),
    ...flags,
  ];
}

function describeOf({ model = 'tiny', apiKey }: Case, port: number): ConfigInput['describe'] {
  const base_url = `http://127.0.0.1:${port}/v1`;
  return {
    ...(model !== 'left out' && { model }),
    ...FRAMES,
    server: { base_url, ...(apiKey !== undefined && { api_key_env: KEY }) },
  };
}

/** @returns its name without the extension, which no other clip has */
function addClip(workspace: Workspace, clip: string, number: number): string {
  const [stem, extension] = [clip.slice(0, -extname(clip).length), extname(clip)];
  const name = `${number} ${basename(stem)}`;
  copyFileSync(clip, workspace.path('clips', `${name}${extension}`));
  const subtitles = [`${stem}_cleaned.srt`, `${stem}.srt`].find(existsSync);
  // Without subtitles it would still wait for them.
  const text = subtitles === undefined ? '' : readFileSync(subtitles, 'utf8');
  workspace.write(join('clips', `${name}_cleaned.srt`), text);
  return name;
}

async function slotsOf(port: number, apiKey: string | undefined): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/props`, {
    headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
  });
  const props: unknown = await response.json();
  return isMapping(props) && typeof props.total_slots === 'number' ? props.total_slots : 1;
}

type Seen = {
  workspace: Workspace;
  stems: readonly string[];
  outcome: Outcome;
  slots: number;
  exchanges: readonly Exchange[];
};

function rowOf(wanted: Case, { workspace, stems, outcome, slots, exchanges }: Seen): Row {
  const records = stems.flatMap((stem) => recordOf(workspace, stem) ?? []);
  const later = answered(exchanges)
    .filter(({ isNew, isCorrection }) => isNew && !isCorrection)
    .slice(slots);
  const contextErrors = exchanges.filter(({ error }) => /context/i.test(error)).length;
  const trial = exchanges.findLast(({ isTrial, pictures }) => isTrial && pictures === 0);
  return {
    name: wanted.name,
    clips: stems.length,
    records: records.length,
    requests: exchanges.length,
    contextErrors,
    shown: records.map(({ provenance }) => {
      const { frame_times_seconds: sampled = [], shown_frame_times_seconds: shown = sampled } =
        provenance ?? {};
      return { shown: shown.length, sampled: sampled.length };
    }),
    slots,
    evaluated: later.flatMap(({ evaluatedTokens = [] }) => evaluatedTokens),
    prompts: later.flatMap(({ promptTokens = [] }) => promptTokens),
    constant: trial?.promptTokens,
    seconds: outcome.seconds,
    problem:
      problemOf(wanted, stems.length - records.length, outcome) ??
      (contextErrors > 0 ? `${contextErrors} requests did not fit` : undefined),
  };
}

function recordOf(workspace: Workspace, stem: string): VideoDescription | undefined {
  return existsSync(workspace.path('clips', `${stem}.json`))
    ? VideoDescription.safeParse(workspace.record(stem)).data
    : undefined;
}

function problemOf(
  { fails }: Case,
  missing: number,
  { exitCode, output }: Outcome,
): string | undefined {
  if (fails !== undefined) {
    return exitCode !== 0 && fails.test(output)
      ? undefined
      : `exit ${exitCode} and not ${fails}: ${output}`;
  }
  return exitCode === 0 && missing === 0
    ? undefined
    : `exit ${exitCode}, ${missing} records missing: ${output}`;
}

/** Questions about clips that got an answer. */
function answered(exchanges: readonly Exchange[]): Exchange[] {
  return exchanges.filter(({ isTrial, status }) => !isTrial && status === 200);
}

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { AVDISCARD_DEFAULT } from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet, type Stream } from 'node-av/lib';
import { openContainer } from '../../../lib/media/container.ts';
import { compiled } from '../../support/compiled-package.ts';
import { type Figure, median } from '../figures.ts';
import { ORIGINALS, original } from './originals.ts';

/** Real clips to try: a folder beside the working copies. Without it the clips of the examples. */
export const REAL = process.env.BENCH_CLIPS ?? '../shared/clips';
/** Of the clips: what large ones are made of. */
const FIRST = 'skate';
const RUNS = 5;
const RUNS_SCALED = 3;

/** In px: what the clips are scaled to, besides the size they have. */
const HEIGHTS = [240, 480, 720, 1080];

/** How much longer than decoding its pictures and its sound describing a clip may take. */
const TARGET = 1.35;

type Analyze = typeof import('../../../lib/media/analyze.ts').analyze;

/** What analyzing costs, against a bare decode of the same clip in the same run. */
export async function cost(folder: string): Promise<Figure[]> {
  // As users run it: loaders that compile on the fly make loops slower.
  const analyzer = compiled('media/analyze');
  const { analyze } = (await import(analyzer)) as { analyze: Analyze };
  const clips = existsSync(REAL) ? REAL : 'examples/clips';
  const figures: Figure[] = [];
  if (!hasProgram()) {
    console.log('    no ffmpeg program on PATH to compare with, and to scale clips');
  }
  for (const clip of readdirSync(clips).filter((name) => name.endsWith('.mp4'))) {
    const file = join(clips, clip);
    const name = basename(clip, '.mp4');
    figures.push(...(await ratios(name, file, analyze, RUNS)));
    if (hasProgram()) {
      figures.push(await againstProgram(name, file, analyze));
      for (const height of HEIGHTS) {
        const scaled = scaledTo(height, file, folder);
        figures.push(...(await ratios(`${name}, ${height} px`, scaled, analyze, RUNS_SCALED)));
      }
    }
  }
  const [first] = readdirSync(clips).filter((name) => name.includes(FIRST));
  for (const one of first ? ORIGINALS : []) {
    const file = await original(one, join(clips, first ?? ''), folder);
    figures.push(...(await ratios(one.name, file, analyze, RUNS_SCALED, one.atMost)));
    rmSync(file);
  }
  return figures;
}

async function ratios(
  name: string,
  file: string,
  analyze: Analyze,
  runs: number,
  target: number | undefined = TARGET,
): Promise<Figure[]> {
  const [pictures, all, whole]: [number[], number[], number[]] = [[], [], []];
  for (let run = 0; run < runs; run++) {
    pictures.push(await processorTime(() => decodeOnly(file, false)));
    all.push(await processorTime(() => decodeOnly(file, true)));
    whole.push(await processorTime(() => analyzed(file, analyze)));
  }
  const [decode, analysis] = [median(all), median(whole)];
  return [
    {
      name: `${name}: analyze / decode`,
      value: analysis / decode,
      unit: '×',
      atMost: target,
    },
    {
      name: `${name}: analyze / decode of the pictures alone`,
      value: analysis / median(pictures),
      unit: '×',
    },
  ];
}

async function againstProgram(name: string, file: string, analyze: Analyze): Promise<Figure> {
  const [program, whole]: [number[], number[]] = [[], []];
  for (let run = 0; run < RUNS; run++) {
    program.push(twoPasses(file));
    const begun = performance.now();
    await analyzed(file, analyze);
    whole.push(performance.now() - begun);
  }
  return {
    name: `${name}: analyze / ffmpeg twice`,
    value: median(whole) / median(program),
    unit: '×',
    atMost: 1,
  };
}

async function analyzed(file: string, analyze: Analyze): Promise<void> {
  const request = { file, fps: 1, maxFrames: 32, maxPixels: 224, pictures: false };
  await analyze(request, async () => {});
}

/** As preview clips are made: H.264 as x264 writes it, and the sound as it is. */
function scaledTo(height: number, file: string, folder: string): string {
  const scaled = join(folder, `${height}-${basename(file)}`);
  const quiet = ['-v', 'error', '-y', '-i', file];
  const video = ['-vf', `scale=-2:${height}`, '-c:v', 'libx264', '-preset', 'veryfast'];
  execFileSync('ffmpeg', [...quiet, ...video, '-c:a', 'copy', scaled]);
  return scaled;
}

/** In ms of processor time: others use the machine too. */
async function processorTime(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Every picture of a clip, as recorded, by the decoder that analyzing uses, and its sound. */
async function decodeOnly(file: string, withSound: boolean): Promise<void> {
  const { format, video, sound } = await openContainer(file);
  const decoders = new Map([[video.index, bareDecoder(video)]]);
  if (withSound && sound) {
    sound.discard = AVDISCARD_DEFAULT;
    decoders.set(sound.index, bareDecoder(sound));
  }
  const [packet, frame] = [new Packet(), new Frame()];
  packet.alloc();
  frame.alloc();
  const decode = (decoder: CodecContext | undefined, from: Packet | null): void => {
    decoder?.sendPacketSync(from);
    while (decoder && decoder.receiveFrameSync(frame) >= 0) {
      // Nothing is done with it.
    }
  };
  while (format.readFrameSync(packet) >= 0) {
    decode(decoders.get(packet.streamIndex), packet);
    packet.unref();
  }
  for (const decoder of decoders.values()) {
    decode(decoder, null);
    decoder.freeContext();
  }
  frame.free();
  packet.free();
  format.closeInputSync();
}

function bareDecoder({ codecpar }: Stream): CodecContext {
  const codec = Codec.findDecoder(codecpar.codecId);
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  decoder.parametersToContext(codecpar);
  decoder.threadCount = 1;
  decoder.open2Sync(codec);
  return decoder;
}

function hasProgram(): boolean {
  return spawnSync('ffmpeg', ['-version']).status === 0;
}

/** Frames as JPEGs, and one more decode for measures, in ms. */
function twoPasses(file: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'vlog-frames-'));
  const quiet = ['-v', 'error', '-threads', '1', '-i', file];
  const begun = performance.now();
  execFileSync('ffmpeg', [...quiet, '-vf', 'fps=1,scale=224:-2', join(folder, '%03d.jpg')]);
  execFileSync('ffmpeg', [...quiet, '-f', 'null', '-']);
  const milliseconds = performance.now() - begun;
  rmSync(folder, { recursive: true });
  return milliseconds;
}

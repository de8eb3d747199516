import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Codec, CodecContext, Frame, Packet } from 'node-av/lib';
import { openContainer } from '../../../lib/media/container.ts';
import { examine } from '../../../lib/media/examine.ts';
import { type Figure, median } from '../figures.ts';

/** Real clips to try: a folder beside the working copies. Without it the clips of the examples. */
export const REAL = process.env.BENCH_CLIPS ?? '../shared/clips';
const RUNS = 5;

/** What examining costs, against a bare decode of the same clip in the same run. */
export async function cost(): Promise<Figure[]> {
  const folder = existsSync(REAL) ? REAL : 'examples/clips';
  const clips = readdirSync(folder).filter((name) => name.endsWith('.mp4'));
  const figures: Figure[] = [];
  if (!hasProgram()) {
    console.log('    no ffmpeg program on PATH to compare with');
  }
  for (const clip of clips) {
    const file = join(folder, clip);
    const name = basename(clip, '.mp4');
    const [bare, whole, program]: [number[], number[], number[]] = [[], [], []];
    let frames = 0;
    for (let run = 0; run < RUNS; run++) {
      bare.push(await processorTime(() => decodeOnly(file)));
      whole.push(
        await processorTime(async () => {
          const request = { file, fps: 1, maxFrames: 32, maxPixels: 224, pictures: false };
          frames = (await examine(request, async () => {})).frames.length;
        }),
      );
      if (hasProgram()) {
        program.push(twoPasses(file));
      }
    }
    figures.push(
      {
        name: `${name}: examine / bare decode`,
        value: median(whole) / median(bare),
        unit: '×',
        atMost: 1.35,
      },
      { name: `${name}: frames chosen`, value: frames, unit: '' },
    );
    if (program.length > 0) {
      figures.push({
        name: `${name}: examine / ffmpeg twice`,
        value: median(whole) / median(program),
        unit: '×',
        atMost: 1,
      });
    }
  }
  return figures;
}

/** In ms of processor time: others use the machine too. */
async function processorTime(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Every picture of a clip, as recorded, by the decoder that examining uses. */
async function decodeOnly(file: string): Promise<void> {
  const { format, video } = await openContainer(file);
  const codec = Codec.findDecoder(video.codecpar.codecId);
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  decoder.parametersToContext(video.codecpar);
  decoder.threadCount = 1;
  decoder.open2Sync(codec);
  const [packet, frame] = [new Packet(), new Frame()];
  packet.alloc();
  frame.alloc();
  const receive = (): void => {
    while (decoder.receiveFrameSync(frame) >= 0) {
      // Nothing is done with it.
    }
  };
  while (format.readFrameSync(packet) >= 0) {
    if (packet.streamIndex === video.index) {
      decoder.sendPacketSync(packet);
      receive();
    }
    packet.unref();
  }
  decoder.sendPacketSync(null);
  receive();
  frame.free();
  packet.free();
  decoder.freeContext();
  format.closeInputSync();
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

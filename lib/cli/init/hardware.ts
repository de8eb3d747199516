import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { promisify } from 'node:util';
import { mainMemory } from '../../model-files/memory.ts';
import { counted } from '../../record/files.ts';
import { printable } from '../../util/printable.ts';

/** What of a machine decides which model suits it. */
export type Hardware = {
  /** What computes, for a person. */
  device: string;
  /** Of that device: the graphics card's own memory, else the machine's, in bytes. */
  memoryBytes: number;
  /** Whether llama.cpp uses more than the processor there. */
  hasGraphics: boolean;
};

/** How long nvidia-smi may take, in ms: some 100 where the driver is well. */
const NVIDIA_MS = 2500;

/** More is no answer of nvidia-smi's. */
const MOST_OUTPUT = 64 * 1024;

/**
 * Looks for what llama.cpp computes with: Apple silicon, by platform, and NVIDIA's cards, by the program
 * that comes with their driver. Others are taken for none: no program tells of all of them.
 */
export async function detectHardware(): Promise<Hardware> {
  const memoryBytes = mainMemory();
  const [{ model = process.arch } = {}] = cpus();
  if (process.platform === 'darwin' && process.arch === 'arm64') {
    return { device: model, memoryBytes, hasGraphics: true };
  }
  const card = await nvidiaCard();
  return card === undefined
    ? {
        device: `${counted(cpus().length, 'processor core')}, no NVIDIA card,`,
        memoryBytes,
        hasGraphics: false,
      }
    : { device: card.name, memoryBytes: card.memoryBytes ?? memoryBytes, hasGraphics: true };
}

/** @param memoryBytes `undefined` where card and processor share the memory */
type Card = { name: string; memoryBytes: number | undefined };

/** The card with most memory. */
async function nvidiaCard(): Promise<Card | undefined> {
  const query = promisify(execFile)(
    'nvidia-smi',
    ['--query-gpu=memory.total,name', '--format=csv,noheader,nounits'],
    { timeout: NVIDIA_MS, killSignal: 'SIGKILL', maxBuffer: MOST_OUTPUT, windowsHide: true },
  );
  // A process that waits for a broken driver cannot be killed, and so does not end in time.
  const late = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), NVIDIA_MS).unref();
  });
  const answer = await Promise.race([query.catch(() => undefined), late]);
  return parseCards(answer?.stdout ?? '').sort(
    (a, b) => (b.memoryBytes ?? 0) - (a.memoryBytes ?? 0),
  )[0];
}

/** Lines such as `24564, NVIDIA GeForce RTX 4090`, in MiB; `[N/A]` where the memory is shared. */
export function parseCards(output: string): Card[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const [, memory = '', name = ''] = /^\s*(\d{1,9}|\[[\w/ ]+\]),\s*(\S.*?)\s*$/.exec(line) ?? [];
    const memoryBytes = /^\d/.test(memory) ? Number(memory) * 2 ** 20 : undefined;
    return name === '' ? [] : [{ name: printable(name).slice(0, 60), memoryBytes }];
  });
}

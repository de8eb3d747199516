import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { inRepository } from '../support/repository.ts';

const EXAMPLES = inRepository('examples/clips');

/** Frames that all differ: a pattern that moves and counts. Options stand behind the inputs. */
const PATTERNS: readonly (readonly [name: string, rate: string, options: readonly string[]])[] = [
  ['film 23.976.mp4', '24000/1001', []],
  ['ntsc drop & frame.mov', '30000/1001', ['-timecode', '01:00:00;00']],
  ['pal "quoted" 100% #1?.mov', '25', ['-timecode', '10:20:30:05']],
  ['slow motion.mp4', '120', []],
  ['fifty.mp4', '50', ['-an']],
  ['sixty.mkv', '60000/1001', []],
  ['turned.mp4', '25', ['-metadata:s:v', 'rotate=90']],
  // Every third frame is missing in the second half.
  ['phone.mp4', '30', ['-vf', "select='lt(n,60)+mod(n,3)'", '-fps_mode', 'vfr']],
  ['emoji 🎬 é.mp4', '25', ['-g', '250', '-bf', '3']],
];

/** The project's examples, and patterns at the rates that cameras have, under the names that people give. */
export async function makeClips(folder: string): Promise<string[]> {
  const examples = readdirSync(EXAMPLES).filter((name) => name.endsWith('.mp4'));
  for (const name of examples) {
    copyFileSync(join(EXAMPLES, name), join(folder, name));
  }
  for (const [name, rate, options] of PATTERNS) {
    await execa('ffmpeg', [
      ...['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=size=640x360:rate=${rate}:duration=4`],
      ...['-f', 'lavfi', '-i', 'sine=frequency=440:duration=4', '-pix_fmt', 'yuv420p'],
      ...['-preset', 'veryfast', '-crf', '18', ...options, `file:${join(folder, name)}`],
    ]);
  }
  return [...examples, ...PATTERNS.map(([name]) => name)].map((name) => join(folder, name));
}

/**
 * `npm run try:timeline` renders a timeline with `melt` and compares each cut with its source by picture. It needs
 * Debian's packages melt and ffmpeg. With `-- --dtd FILE`, and xmllint (libxml2-utils), it checks the FCPXML of 200
 * folders of odd clips against Apple's DTD as well, which is not ours to hand on: it is in Final Cut Pro, and on
 * Apple's pages on FCPXML.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeClips } from './clips.ts';
import { invalidByDtd } from './dtd.ts';
import { type Cut, renderedCuts } from './melt.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(2),
    options: { dtd: { type: 'string' }, keep: { type: 'boolean' } },
  });
  const folder = mkdtempSync(join(tmpdir(), 'try-timeline-'));
  try {
    const cuts = await renderedCuts(await makeClips(folder), folder);
    print(cuts);
    if (values.dtd !== undefined) {
      const { documents, invalid } = await invalidByDtd(values.dtd, folder);
      console.log(`${documents - invalid.length} of ${documents} FCPXML documents are valid`);
      if (invalid.length > 0) {
        console.log(invalid.join('\n'));
        process.exitCode = 1;
      }
    }
  } finally {
    if (values.keep) {
      console.log(`kept ${folder}`);
    } else {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function print(cuts: readonly Cut[]): void {
  for (const isSame of [true, false]) {
    const these = cuts.filter(({ isSameRate }) => isSameRate === isSame);
    const exact = these.filter(({ isExact }) => isExact);
    const wrong = these.filter(({ isExact, isWithin }) => !(isSame ? isExact : isWithin));
    console.log(
      `${isSame ? 'at the rate of the timeline' : 'at another or a variable rate'}: ${these.length} cuts, ` +
        `${exact.length} exact to the frame (${exact.filter(({ isTold }) => isTold).length} by pictures unlike ` +
        `those around), ${these.length - exact.length - wrong.length} as near within as the rate allows, ` +
        `${wrong.length} wrong`,
    );
    for (const { name, edge, kept, found } of these.filter(({ isExact }) => !isExact)) {
      console.log(`  ${name}, ${edge} frame: ${kept} was kept, ${found} is shown`);
    }
    if (wrong.length > 0) {
      process.exitCode = 1;
    }
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

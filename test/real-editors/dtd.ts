import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { arrange } from '../../lib/timeline/arrange.ts';
import { fcpxmlText } from '../../lib/timeline/fcpxml.ts';
import { randomClips } from '../timeline/random-clips.ts';

const DOCUMENTS = 200;

/** What xmllint says of the FCPXML of odd clips. */
export async function invalidByDtd(
  dtd: string,
  folder: string,
): Promise<{ documents: number; invalid: string[] }> {
  const files = Array.from({ length: DOCUMENTS }, (_, seed) => {
    const file = join(folder, `${seed}.fcpxml`);
    const { timeline } = arrange('film', randomClips(seed), 'recorded', seed % 3);
    writeFileSync(file, fcpxmlText(timeline));
    return file;
  });
  const { stderr } = await execa('xmllint', ['--noout', '--nonet', '--dtdvalid', dtd, ...files], {
    reject: false,
  });
  const invalid = stderr.split('\n').filter((line) => line !== '');
  return { documents: DOCUMENTS, invalid };
}

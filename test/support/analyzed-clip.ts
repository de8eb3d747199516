import { basename } from 'node:path';
import { composeRecord, measuredOf } from '../../lib/daemon/compose-record.ts';
import { weigh } from '../../lib/daemon/weigh.ts';
import type { ClipView, Words } from '../../lib/engines/engine.ts';
import { MediaPool } from '../../lib/media/pool.ts';
import { type Measured, VideoDescription } from '../../lib/record/schema.ts';
import type { Cue } from '../../lib/subtitles/cue.ts';
import { request } from './clip-request.ts';
import { inRepository } from './repository.ts';

/** A clip as an engine gets it, and the record that is made of an engine's words about it. */
export type AnalyzedClip = {
  view: ClipView;
  /** @param measured when it is not to be what was measured */
  record: (words: Words, measured?: Measured) => VideoDescription;
};

/** One of the project's example clips, decoded and measured. */
export async function analyzeExample(
  name: string,
  cues: Cue[] = [],
  maxFrames = 8,
): Promise<AnalyzedClip> {
  const file = inRepository('examples/clips', `${name}.mp4`);
  const pool = new MediaPool(15_000);
  try {
    const wanted = request(file, { pictures: true, maxFrames, maxPixels: 64 ** 2 });
    const analysis = await pool.read(wanted, new AbortController().signal);
    const really = measuredOf(analysis, cues);
    const view: ClipView = {
      filename: basename(file),
      durationSeconds: analysis.probe.durationSeconds,
      frames: analysis.frames,
      measured: really,
      cues,
      keywords: [],
    };
    const record = (words: Words, measured = really) =>
      VideoDescription.parse(
        composeRecord({
          filename: view.filename,
          modified: new Date(0),
          words,
          choices: weigh(words, measured, view.durationSeconds),
          measured,
          analysis,
          fps: 1,
          seconds: 1,
          provenance: {
            tool: 'test',
            tool_version: '1',
            engine: 'openai',
            engine_version: '1',
            model: 'stand-in',
            parameters: {},
            clip: { size_bytes: 1, modified_ms: 0, sha256: '0'.repeat(64) },
            subtitles: null,
            frame_times_seconds: view.frames.map(({ timestampSeconds }) => timestampSeconds),
          },
        }),
      );
    return { view, record };
  } finally {
    await pool.close();
  }
}

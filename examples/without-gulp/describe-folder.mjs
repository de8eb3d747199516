import { readdir, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { holdDaemon, isClipFailure } from 'gulp-vlog-describe';

const folder = process.argv[2] ?? 'videos/preview';

const daemon = await holdDaemon({ preview_folder: folder }, { say: console.log });
try {
  for (const name of await readdir(folder)) {
    const { ext, name: stem } = parse(name);
    if (ext === '.mp4') {
      await describeClip(join(folder, name), join(folder, `${stem}.json`));
    }
  }
} finally {
  await daemon.release();
}

async function describeClip(clip, recordFile) {
  try {
    const record = await daemon.describeClip(clip);
    await writeFile(recordFile, JSON.stringify(record, null, 2));
    console.log(`${clip}: ${record.video_description_long}`);
  } catch (error) {
    // One bad clip does not stop the others; a daemon that is gone does.
    if (!isClipFailure(error)) {
      throw error;
    }
    console.error(error.message);
    process.exitCode = 1;
  }
}

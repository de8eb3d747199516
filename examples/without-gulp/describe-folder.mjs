import { readdir, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { holdDaemon, isClipFailure, loadConfig } from 'gulp-vlog-describe';

const config = loadConfig();
const folder = process.argv[2] ?? config.preview_folder;

const daemon = await holdDaemon({ ...config, preview_folder: folder }, { log: console.log });
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
    // A bad clip fails alone. Anything else, such as a lost daemon, ends the script.
    if (!isClipFailure(error)) {
      throw error;
    }
    console.error(error.message);
    process.exitCode = 1;
  }
}

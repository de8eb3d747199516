import { extname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import gulp from 'gulp';
import gulpIf from 'gulp-if';
import rename from 'gulp-rename';
import type { VideoDescription } from 'gulp-vlog-describe';
import { describe, loadConfig, pending, startDaemon, stopDaemon } from 'gulp-vlog-describe';
import type Vinyl from 'vinyl';

/** Also copies the records of good clips to `best/`, named after what they show. */
export async function stage3(): Promise<void> {
  const config = loadConfig();
  await pipeline(
    gulp.src(`${config.preview_folder}/*.mp4`, { read: false }),
    pending(config),
    startDaemon(config),
    describe(config),
    stopDaemon(config),
    addProject('Summer in the village'),
    rename((path, file) => {
      path.basename = recordIn(file).video_description_short;
    }),
    gulpIf(isGood, gulp.dest('best')),
  );
}

/** A plugin of your own: it gets each record as a vinyl file, and may change it. */
function addProject(project: string): Transform {
  return new Transform({
    objectMode: true,
    transform(file: Vinyl, _encoding, done) {
      file.contents = Buffer.from(`${JSON.stringify({ ...recordIn(file), project }, null, 2)}\n`);
      done(null, file);
    },
  });
}

function isGood(file: Vinyl): boolean {
  return extname(file.path) === '.json' && recordIn(file).rating > 0.5;
}

function recordIn(file: Vinyl): VideoDescription {
  return JSON.parse(String(file.contents));
}

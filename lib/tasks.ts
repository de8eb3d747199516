import { pipeline } from 'node:stream/promises';
import type { DaemonState } from './client/status.ts';
import { CONFIG_FLAGS, configOf, type Flags, readFlags } from './config/flags.ts';
import { loadConfig } from './config/load.ts';
import type { Config, ConfigInput } from './config/schema.ts';
import { VlogDescribeError } from './errors.ts';
import { clipFailureLine } from './plugins/clip-failure.ts';
import { describe } from './plugins/describe.ts';
import { type FileStream, fileStream } from './plugins/file-stream.ts';
import { log, warn } from './plugins/log.ts';
import { nextStep } from './plugins/next-step.ts';
import { pendingStream } from './plugins/pending.ts';
import { Repainted } from './plugins/repainted.ts';
import { daemonStream } from './plugins/start-daemon.ts';
import { stopDaemon } from './plugins/stop-daemon.ts';
import { timeline } from './plugins/timeline.ts';
import { type ClipFile, clipName, counted } from './record/files.ts';
import { clipPatterns, previewClips } from './record/preview-clips.ts';

/** A gulp task: what `gulp --tasks` shows of it, and what it does. */
export type Task = {
  (): Promise<void>;
  description: string;
  flags: Record<string, string>;
};

/** Named as the rules of the seed's workflow; `timeline`, `report` and `watch_report` come after them. */
export type Tasks = Record<
  | 'stage3'
  | 'timeline'
  | 'report'
  | 'watch_report'
  | 'start_daemon'
  | 'stop_daemon'
  | 'daemon_status',
  Task
>;

/** Exit codes of `daemon_status`, so that scripts can ask. */
const STATUS_EXIT_CODES: Record<DaemonState['state'], number> = {
  ready: 0,
  busy: 0,
  'not running': 3,
  starting: 4,
  stopping: 4,
  silent: 4,
  'stale files': 4,
  'foreign program': 4,
  'other settings': 4,
};

const STAGE3_FLAGS = {
  force: { help: 'Describe all clips again.' },
  'dry-run': { help: 'List what would be described, and why.' },
} satisfies Flags;

const STATUS_FLAGS = {
  watch: { help: 'Look again each second, and tell where the time goes.' },
} satisfies Flags;

/** Of the tasks that take the clips of all shards together, once these are done. */
const { shard: _, ...ALL_CLIPS_FLAGS } = CONFIG_FLAGS;

/** So many take a while to look through. */
const MANY_CLIPS = 10_000;

/** gulp's own flags, which stand on the same command line; see `gulp --help`. */
const GULP_FLAGS = [
  ...['help', 'version', 'preload', 'gulpfile', 'cwd', 'tasks', 'tasks-simple', 'tasks-json'],
  ...['tasks-depth', 'depth', 'compact-tasks', 'sort-tasks', 'color', 'no-color', 'silent'],
  ...['continue', 'series', 'log-level', 'completion', 'verify'],
];

/**
 * Ready-made gulp tasks made of the plugins; a whole gulpfile is `export const { stage3, timeline,
 * report, watch_report, start_daemon, stop_daemon, daemon_status } = tasks()`.
 *
 * @param from a config file, or the settings themselves; used when the command line names no file. `--config` and
 *   `--shard` apply over it
 */
export function tasks(from?: string | ConfigInput): Tasks {
  return {
    stage3: task(
      'stage3',
      'Write a .json next to every preview clip',
      async () => {
        const flags = flagsFrom(from);
        await stage3(flags.config, flags);
      },
      { ...CONFIG_FLAGS, ...STAGE3_FLAGS },
    ),
    timeline: task(
      'timeline',
      'Write the kept segments as a timeline for an editor',
      async () => {
        const { config } = flagsFrom(from);
        const { timelineFiles } = await import('./plugins/timeline-files.ts');
        await pipeline(timelineFiles(config), timeline(config));
      },
      ALL_CLIPS_FLAGS,
    ),
    report: task(
      'report',
      'Write a page to look through the clips',
      async () => {
        const { config } = flagsFrom(from);
        const { reportTask } = await import('./plugins/report-task.ts');
        await reportTask(config);
      },
      ALL_CLIPS_FLAGS,
    ),
    watch_report: task('watch_report', 'Show the report in the browser, live', async () => {
      const { config } = flagsFrom(from);
      const { watchReport } = await import('./plugins/watch-report.ts');
      await watchReport(config);
    }),
    start_daemon: task('start_daemon', 'Start the describe daemon and let it stay', async () => {
      const { config } = flagsFrom(from);
      const { startPersistent } = await import('./client/start-persistent.ts');
      await startPersistent(config, log);
    }),
    stop_daemon: task('stop_daemon', 'Stop the describe daemon', async () => {
      const { config } = flagsFrom(from);
      const { stopDaemonNow } = await import('./client/stop.ts');
      await stopDaemonNow(config, log);
    }),
    daemon_status: task(
      'daemon_status',
      'Print what the describe daemon is doing',
      async () => {
        const { config, watch } = flagsFrom(from);
        if (watch) {
          await showStatus(config);
          return;
        }
        const { daemonState } = await import('./client/status.ts');
        const { state, line } = await daemonState(config);
        log(line);
        process.exitCode = STATUS_EXIT_CODES[state];
      },
      { ...CONFIG_FLAGS, ...STATUS_FLAGS },
    ),
  };
}

function task(
  name: string,
  description: string,
  run: () => Promise<void>,
  flags: Flags = CONFIG_FLAGS,
): Task {
  // Its name, and not a displayName, which gulp would prefer to that of the export: `default`, say.
  const named = Object.defineProperty(async () => run(), 'name', { value: name });
  return Object.assign(named, {
    description,
    flags: Object.fromEntries(Object.entries(flags).map(([flag, { help }]) => [`--${flag}`, help])),
  });
}

/** Our flags among gulp's own and those of the user's other tasks. */
function flagsFrom(from: string | ConfigInput | undefined): {
  config: Config;
  force: boolean;
  dryRun: boolean;
  watch: boolean;
} {
  const flags = { ...CONFIG_FLAGS, ...STAGE3_FLAGS, ...STATUS_FLAGS };
  const line = readFlags(process.argv.slice(2), flags, GULP_FLAGS);
  VlogDescribeError.showStacks = line.values.verbose !== undefined;
  return {
    config: loadConfig(...configOf(line, from)),
    force: line.values.force !== undefined,
    dryRun: line.values['dry-run'] !== undefined,
    watch: line.values.watch !== undefined || isNodeWatching(),
  };
}

/**
 * `--watch` is a flag of Node as well, and gulp takes it for that: it runs itself anew by `node --watch`, whose child
 * has this variable and no such flag.
 */
function isNodeWatching(): boolean {
  return process.env.WATCH_REPORT_DEPENDENCIES !== undefined;
}

/** Until Ctrl-C: a daemon may be started again. */
async function showStatus(config: Config): Promise<void> {
  const { watchStatus } = await import('./client/watch-status.ts');
  const repainted = new Repainted();
  for await (const { state, lines } of watchStatus(config)) {
    await repainted.show(lines);
    process.exitCode = STATUS_EXIT_CODES[state];
  }
}

async function stage3(config: Config, options: { force: boolean; dryRun: boolean }): Promise<void> {
  const clips = previewClips(config);
  if (clips.count === 0) {
    log(`No clips: nothing matches ${clipPatterns(config)}`);
  }
  clips.overlooked.forEach(log);
  if (clips.count >= MANY_CLIPS) {
    log(`Looking for changes in ${counted(clips.count)}`);
  }
  const { stream: toDescribe, counts, waiting } = pendingStream(config, options);
  if (options.dryRun) {
    await pipeline(clips.files(), toDescribe, announce());
  } else {
    const daemon = daemonStream(config);
    try {
      await pipeline(
        clips.files(),
        toDescribe,
        daemon.stream,
        describe(config),
        stopDaemon(config),
      );
    } finally {
      // After a failure pipeline() does not wait for stopDaemon(), and gulp would exit meanwhile.
      await daemon.release();
    }
  }
  if (counts.waiting > 0 && counts.waiting === counts.own) {
    log(nextStep(config, waiting));
  }
}

/** Logs each clip that would be described, and why. */
function announce(): FileStream {
  return fileStream({
    mayBeLast: true,
    onFile: async (clip: ClipFile) => {
      if (clip.clipFailure === undefined) {
        log(`Would describe ${clipName(clip)} (${clip.pendingReason})`);
      } else {
        warn(clipFailureLine(clip, clip.clipFailure));
      }
      return undefined;
    },
  });
}

import { acquireLease } from '../../lib/client/acquire.ts';
import { launch } from '../../lib/client/launch.ts';
import type { Lease } from '../../lib/client/lease.ts';
import { stopDaemonNow } from '../../lib/client/stop.ts';
import { loadConfig, resolveConfig } from '../../lib/config/load.ts';
import type { Config, ConfigInput } from '../../lib/config/schema.ts';
import { inRepository } from './repository.ts';
import { Workspace, waitFor } from './workspace.ts';

/** A real daemon process with a folder of its own, held by a lease. */
export type RunningDaemon = {
  workspace: Workspace;
  config: Config;
  lease: Lease;
  url: string;
  stop(): Promise<void>;
};

/** A `daemon_command` that starts the stand-in for the seed's daemon. */
export function seedCommand(...options: string[]): string[] {
  const script = inRepository('test/support/seed-daemon.cjs');
  const place = ['--model', '{model}', '--host', '{host}', '--port', '{port}'];
  return [process.execPath, script, ...place, ...options];
}

/** Runs something with a workspace as the working directory, as its daemons will have. */
export async function inside<Result>(
  workspace: Workspace,
  run: () => Promise<Result>,
): Promise<Result> {
  const previous = process.cwd();
  process.chdir(workspace.folder);
  try {
    return await run();
  } finally {
    process.chdir(previous);
  }
}

/** The configuration of a daemon that works in a workspace. */
export function configIn(workspace: Workspace, input: ConfigInput = {}): Config {
  return resolveConfig({
    preview_folder: workspace.path('clips'),
    daemon_port: workspace.port,
    daemon_pid_file: workspace.path('status/daemon.pid'),
    daemon_signal_file: workspace.path('status/daemon_running.signal'),
    daemon_log_file: workspace.path('logs/daemon.log'),
    ...input,
  });
}

/** Does what the task start_daemon does, without the second of processor time that gulp takes. */
export async function startDaemon(workspace: Workspace): Promise<void> {
  await inside(workspace, async () => {
    const lease = await acquireLease(loadConfig(), {
      lifetime: 'persistent',
      log: () => {},
      signal: new AbortController().signal,
    });
    await lease.persist(AbortSignal.timeout(5000));
    await lease.leave();
  });
}

/** Does what the task stop_daemon does. */
export async function stopDaemon(workspace: Workspace): Promise<void> {
  await inside(workspace, () => stopDaemonNow(loadConfig(), () => {}));
}

/** Starts the daemon of a workspace's config.yaml, which stays as after start_daemon, with other heartbeats. */
export async function startDaemonWith(
  workspace: Workspace,
  { heartbeatMs }: { heartbeatMs: number },
): Promise<void> {
  await inside(workspace, async () => {
    const launched = await launch(loadConfig(), 'persistent', heartbeatMs);
    if (launched === 'port taken') {
      throw new Error('somebody else has the port');
    }
    await waitFor(
      () => workspace.leftFiles().includes('daemon_running.signal'),
      'the daemon to be ready',
    );
    launched.detach();
  });
}

export async function runDaemon(input: ConfigInput = {}): Promise<RunningDaemon> {
  const workspace = await Workspace.make();
  const config = configIn(workspace, input);
  const lease = await inside(workspace, () =>
    acquireLease(config, {
      lifetime: 'leased',
      log: () => {},
      signal: new AbortController().signal,
    }),
  );
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await lease.release(() => {});
    await workspace.finish();
  };
  return {
    workspace,
    config,
    lease,
    url: lease.client.url,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

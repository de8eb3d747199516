import { acquireLease } from '../../lib/client/acquire.ts';
import type { Lease } from '../../lib/client/lease.ts';
import { resolveConfig } from '../../lib/config/load.ts';
import type { Config, ConfigInput } from '../../lib/config/schema.ts';
import { freePort } from './ports.ts';
import { inRepository } from './repository.ts';
import { Workspace } from './workspace.ts';

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

/** The configuration of a daemon that works in a workspace, on a port of its own. */
export async function configIn(workspace: Workspace, input: ConfigInput = {}): Promise<Config> {
  return resolveConfig({
    preview_folder: workspace.path('clips'),
    daemon_port: await freePort(),
    daemon_pid_file: workspace.path('status/daemon.pid'),
    daemon_signal_file: workspace.path('status/daemon_running.signal'),
    daemon_log_file: workspace.path('logs/daemon.log'),
    ...input,
  });
}

export async function runDaemon(input: ConfigInput = {}): Promise<RunningDaemon> {
  const workspace = await Workspace.make();
  const config = await configIn(workspace, input);
  const lease = await inside(workspace, () =>
    acquireLease(config, {
      lifetime: 'leased',
      say: () => {},
      signal: new AbortController().signal,
    }),
  );
  return {
    workspace,
    config,
    lease,
    url: lease.client.url,
    stop: async () => {
      await lease.release(() => {});
      await workspace.finish();
    },
  };
}

import { allCredentials, publicPidOf, runningProcessesOf } from '../protocol/credentials.ts';

/** A daemon of this user's, of whatever folder. */
export type RunningDaemon = {
  pid: number;
  url: string;
  /** As in `describe.model`, or the path of its `model_path`; `undefined` of an older version. */
  model: string | undefined;
};

/** All daemons of this user that run, by their credentials: they are not asked. */
export function runningDaemons(): RunningDaemon[] {
  return allCredentials()
    .filter((credentials) => runningProcessesOf(credentials).length > 0)
    .map((credentials) => ({
      pid: publicPidOf(credentials),
      url: credentials.url,
      model: credentials.model,
    }));
}

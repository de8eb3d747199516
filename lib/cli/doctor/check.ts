import type { DaemonState } from '../../client/status.ts';
import type { Config } from '../../config/schema.ts';
import type { ClipReading } from '../../media/clip-analysis.ts';
import type { Mark } from '../terminal.ts';

/** What a check has found. */
export type Finding = {
  /** `note`: nothing is wrong, but a run will wait, or this could not be checked. */
  mark: Mark;
  /** For a person: what there is, or what is wrong and what to do. */
  text: string;
};

/** What earlier checks leave for later ones. */
export type Patient = {
  configFile: string | undefined;
  overrides: readonly string[];
  /** Missing when it is not valid. */
  config?: Config;
  daemon?: DaemonState;
  /** The test clip, decoded; missing when it could not be. */
  reading?: ClipReading;
  /** The engine's name, once it is known to be available. */
  engine?: string;
  /** Whether a model may be loaded. */
  mayLoad: boolean;
  /** Whether what a model's programs print is shown. */
  isVerbose: boolean;
  /** Whether the user has forbidden to ask the hub, by `HF_HUB_OFFLINE`. */
  isOffline: boolean;
  /** Why there is no use in asking the model. */
  whyNoModel?: string;
};

export type Check = {
  name: string;
  /**
   * @param onProgress called with what it waits for
   * @param signal aborted by Ctrl-C; whatever it has started ends then
   * @returns `undefined` when it does not apply here
   * @throws VlogDescribeError when something is wrong
   */
  run(
    patient: Patient,
    onProgress: (what: string) => void,
    signal: AbortSignal,
  ): Promise<Finding | Finding[] | undefined>;
};

export function ok(text: string): Finding {
  return { mark: 'ok', text };
}

export function note(text: string): Finding {
  return { mark: 'note', text };
}

export function wrong(text: string): Finding {
  return { mark: 'wrong', text };
}

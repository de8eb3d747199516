import type { Config } from '../../config/schema.ts';
import type { Engine } from '../../engines/engine.ts';
import { Watchdog } from '../../process/watchdog.ts';

/**
 * Loads an engine as the daemon does, for as long as it shows signs of life.
 *
 * @throws what the engine throws; the signal's reason
 */
export async function loadEngine(
  engine: Engine,
  { daemon_start_timeout }: Config,
  onProgress: (what: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const silence = new AbortController();
  const watchdog = new Watchdog(daemon_start_timeout * 1000, () =>
    silence.abort(
      new Error(`nothing was heard for ${daemon_start_timeout} s (daemon_start_timeout)`),
    ),
  );
  let last = '';
  watchdog.heard();
  try {
    await engine.load(
      ({ phase, fraction }) => {
        const what = fraction === undefined ? phase : `${phase} ${Math.round(fraction * 100)} %`;
        // The same again is no sign of life.
        if (what !== last) {
          last = what;
          watchdog.heard();
          onProgress(what);
        }
      },
      AbortSignal.any([signal, silence.signal]),
    );
  } finally {
    watchdog.stop();
  }
}

import type { Config } from '../../config/schema.ts';
import type { Engine } from '../../engines/engine.ts';
import { withinSilence } from './within-silence.ts';

/** Loads an engine as the daemon does, for as long as it shows signs of life. */
export async function loadEngine(
  engine: Engine,
  { daemon_start_timeout }: Config,
  onProgress: (what: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let last = '';
  await withinSilence(daemon_start_timeout, signal, (heard, limit) =>
    engine.load(({ phase, fraction }) => {
      const what = fraction === undefined ? phase : `${phase} ${Math.round(fraction * 100)} %`;
      // The same again is no sign of life.
      if (what !== last) {
        last = what;
        heard();
        onProgress(what);
      }
    }, limit),
  );
}

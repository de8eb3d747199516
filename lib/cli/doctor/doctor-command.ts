import { type CommandLine, configOf } from '../../config/flags.ts';
import { messageOf, VlogDescribeError } from '../../errors.ts';
import { isOffline } from '../../model-files/index.ts';
import { InterruptedError } from '../../process/errors.ts';
import { counted } from '../../record/files.ts';
import { printable } from '../../util/printable.ts';
import { entry, styleOf } from '../terminal.ts';
import { type Check, type Finding, type Patient, wrong } from './check.ts';
import { daemonCheck, portCheck } from './daemon.ts';
import { decoderCheck } from './decoder.ts';
import { engineCheck } from './engine.ts';
import { modelCheck } from './model.ts';
import { modelFilesCheck } from './model-files.ts';
import { modelServerCheck } from './model-server.ts';
import { ProgressLine } from './progress-line.ts';
import { clipsCheck, foldersCheck, gulpCheck } from './project.ts';
import { configCheck, nodeCheck } from './settings.ts';

/** Later ones use what earlier ones have found. */
const CHECKS: readonly Check[] = [
  nodeCheck,
  configCheck,
  gulpCheck,
  decoderCheck,
  clipsCheck,
  foldersCheck,
  portCheck,
  daemonCheck,
  engineCheck,
  modelFilesCheck,
  modelServerCheck,
  modelCheck,
];

const NAME_WIDTH = Math.max(...CHECKS.map(({ name }) => name.length));

/** npx sends the same Ctrl-C again: a second signal within this time does not count, in ms. */
const ECHO_MS = 400;

/** Told to all that would fetch a model when it is missing: ours, Hugging Face's programs, llama.cpp's. */
const NO_DOWNLOADS = { HF_HUB_OFFLINE: '1', LLAMA_ARG_OFFLINE: '1', LLAMA_OFFLINE: '1' };

/** Checks all that a run needs, in a line each. Nothing is changed, and nothing downloaded. */
export async function doctor(line: CommandLine): Promise<number> {
  const { stdout } = process;
  const asJson = line.values.json !== undefined;
  const style = styleOf(stdout);
  const [configFile, overrides] = configOf(line);
  const patient: Patient = {
    configFile,
    overrides,
    mayLoad: line.values['no-model'] === undefined,
    isVerbose: line.values.verbose !== undefined,
    isOffline: isOffline(),
  };
  Object.assign(process.env, NO_DOWNLOADS);
  const { signal, exitCode } = watchSignals();
  const progress = new ProgressLine(stdout, !asJson);
  const found: ({ name: string } & Finding)[] = [];
  for (const check of CHECKS) {
    const { name } = check;
    progress.start(name);
    try {
      const findings = await examine(check, patient, (what) => progress.show(name, what), signal);
      found.push(...findings.map((finding) => ({ name, ...finding })));
      progress.stop();
      if (!asJson) {
        for (const { mark, text } of findings) {
          const lines = text.split('\n').map(printable).join('\n');
          stdout.write(`${entry({ mark, name, text: lines }, NAME_WIDTH, style)}\n`);
        }
      }
    } catch (error) {
      progress.stop();
      if (signal.aborted) {
        return exitCode();
      }
      throw error;
    }
  }
  const bad = found.filter(({ mark }) => mark === 'wrong').length;
  if (asJson) {
    stdout.write(`${JSON.stringify({ ok: bad === 0, findings: found }, null, 2)}\n`);
  } else {
    stdout.write(`\n${bad === 0 ? 'Nothing is wrong.' : `${counted(bad, 'thing')} to mend.`}\n`);
  }
  return bad === 0 ? 0 : 1;
}

async function examine(
  { run }: Check,
  patient: Patient,
  onProgress: (what: string) => void,
  signal: AbortSignal,
): Promise<Finding[]> {
  try {
    signal.throwIfAborted();
    const finding = await run(patient, onProgress, signal);
    signal.throwIfAborted();
    return [finding ?? []].flat();
  } catch (error) {
    signal.throwIfAborted();
    const unexpected = VlogDescribeError.showStacks && error instanceof Error && error.stack;
    return [wrong(unexpected || messageOf(error))];
  }
}

/** The first signal ends what runs, politely; a second one everything. */
function watchSignals(): { signal: AbortSignal; exitCode: () => number } {
  const controller = new AbortController();
  let abortedAt = 0;
  let code = 0;
  for (const [name, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ] as const) {
    process.on(name, () => {
      if (!controller.signal.aborted) {
        abortedAt = performance.now();
        code = 128 + number;
        controller.abort(new InterruptedError(name));
      } else if (performance.now() - abortedAt > ECHO_MS) {
        process.exit(code);
      }
    });
  }
  return { signal: controller.signal, exitCode: () => code };
}

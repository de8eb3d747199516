/**
 * Ends work of which nothing is heard for so long, as a starting daemon is ended.
 *
 * @param work calls `heard` at each sign of life, and heeds the signal
 * @throws what `work` throws; the signal's reason
 */
export async function withinSilence<Result>(
  seconds: number,
  signal: AbortSignal,
  work: (heard: () => void, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const silence = new AbortController();
  const reason = new Error(`nothing was heard for ${seconds} s (daemon_start_timeout)`);
  const begin = (): NodeJS.Timeout => setTimeout(() => silence.abort(reason), seconds * 1000);
  let timer = begin();
  try {
    return await work(
      () => {
        clearTimeout(timer);
        timer = begin();
      },
      AbortSignal.any([signal, silence.signal]),
    );
  } finally {
    clearTimeout(timer);
  }
}

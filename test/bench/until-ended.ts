import { setTimeout as sleep } from 'node:timers/promises';

/** Looks at something again and again, with pauses of so many ms, until a run has ended. */
export async function untilEnded(
  ended: Promise<unknown>,
  pauseMs: number,
  look: () => void | Promise<void>,
): Promise<void> {
  let running = true;
  const end = (): void => {
    running = false;
  };
  ended.then(end, end);
  while (running) {
    await look();
    await sleep(pauseMs);
  }
}

import { createInterface } from 'node:readline/promises';

/** Whether somebody is there to answer a question. */
export function canAsk(): boolean {
  return Boolean(process.stdin.isTTY && process.stdout.isTTY) && !process.env.CI;
}

/** An answer on the terminal; `undefined` after Ctrl-C, or when the input ends. */
export async function ask(question: string): Promise<string | undefined> {
  const input = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new AbortController();
  const end = (): void => ended.abort();
  input.once('SIGINT', end);
  input.once('close', end);
  try {
    return await input.question(question, { signal: ended.signal });
  } catch (error) {
    if (ended.signal.aborted) {
      process.stdout.write('\n');
      return undefined;
    }
    throw error;
  } finally {
    input.close();
  }
}

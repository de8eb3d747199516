/**
 * The model process: it runs llama.cpp for the daemon that started it, whose event loop stays free and which a crash
 * leaves alive. It ends when the daemon does, however that ends.
 */
import { Worker } from 'node:worker_threads';
import { isExpected, messageOf } from '../../errors.ts';
import { serve, type Task } from '../../process/worker.ts';
import type { LoadProgress } from '../engine.ts';
import { ModelFailedError } from '../errors.ts';
import { FugoodBinding } from './fugood.ts';
import type { Order, Result } from './messages.ts';

/**
 * While a model is loaded, this process cannot see that its channel is closed; a thread sees that the process at the
 * other end is gone.
 */
const WATCH_PARENT = `
  const parent = process.ppid;
  const isGone = () => {
    try {
      return process.ppid !== parent || !process.kill(parent, 0);
    } catch {
      return true;
    }
  };
  setInterval(() => isGone() && process.kill(process.pid, 'SIGKILL'), 500);
`;
new Worker(WATCH_PARENT, { eval: true, execArgv: [] }).unref();

const binding = new FugoodBinding();
let modelName = '';

async function run(order: Order, task: Task<LoadProgress>): Promise<Result> {
  switch (order.kind) {
    case 'load':
      modelName = order.order.name;
      return { kind: 'loaded', facts: await binding.load(order.order, task.tell) };
    case 'count':
      return { kind: 'counted', tokens: await binding.count(order.messages) };
    case 'ask':
      return { kind: 'answered', answer: await binding.ask(order.question) };
  }
}

serve<Order, Result, LoadProgress>(async (order, task) => {
  try {
    return await run(order, task);
  } catch (error) {
    throw isExpected(error) ? error : new ModelFailedError(modelName, messageOf(error));
  }
});

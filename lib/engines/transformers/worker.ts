/**
 * The model process: it runs a model for the daemon that started it, whose event loop stays free. It
 * ends when the daemon does, however that ends.
 */
import { isExpected, messageOf } from '../../errors.ts';
import { serve, type Task } from '../../process/worker.ts';
import type { LoadProgress } from '../engine.ts';
import { ModelFailedError } from '../errors.ts';
import { importLibrary } from './library.ts';
import type { Order, Result } from './messages.ts';
import { Model } from './model.ts';

let model: Model | undefined;
let modelName = '';

async function run(order: Order, task: Task<LoadProgress>): Promise<Result> {
  if (order.kind === 'load') {
    modelName = order.settings.model;
    model = await Model.load(await importLibrary(modelName), order.settings, task.tell);
    return { kind: 'loaded', facts: model.facts };
  }
  if (model === undefined) {
    throw new TypeError('no model is loaded');
  }
  return order.kind === 'count'
    ? { kind: 'counted', tokens: model.count(order.text) }
    : { kind: 'answered', answer: await model.answer(order.question, task.throwIfCancelled) };
}

serve<Order, Result, LoadProgress>(async (order, task) => {
  try {
    return await run(order, task);
  } catch (error) {
    // The library throws plain errors; a TypeError, say, is a bug of somebody's.
    const isPlain = error instanceof Error && error.constructor === Error;
    throw isPlain && !isExpected(error) ? new ModelFailedError(modelName, messageOf(error)) : error;
  }
});

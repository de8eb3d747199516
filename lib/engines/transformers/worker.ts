/**
 * The model process: it runs a model for the daemon that started it, whose event loop stays free. It
 * ends when the daemon does, however that ends.
 */
import { type ErrorJson, isExpected, messageOf, toErrorJson } from '../../errors.ts';
import { liveByChannel, report as reportTo } from '../../process/worker.ts';
import { ModelFailedError } from '../errors.ts';
import { importLibrary } from './library.ts';
import type { Order, Report } from './messages.ts';
import { Model } from './model.ts';

let model: Model | undefined;
let modelName = '';
let cancelled = false;

async function work(order: Exclude<Order, { kind: 'cancel' }>): Promise<Report> {
  if (order.kind === 'load') {
    modelName = order.settings.model;
    model = await Model.load(await importLibrary(modelName), order.settings, (progress) =>
      report({ kind: 'progress', progress }),
    );
    return { kind: 'loaded', facts: model.facts };
  }
  if (model === undefined) {
    throw new Error('no model is loaded');
  }
  return order.kind === 'count'
    ? { kind: 'counted', tokens: model.count(order.text) }
    : { kind: 'answered', answer: await model.answer(order.question, throwIfCancelled) };
}

function throwIfCancelled(): void {
  if (cancelled) {
    throw new Error('cancelled');
  }
}

/** The library throws plain errors; a TypeError, say, is a bug of somebody's. */
function errorOf(error: unknown): ErrorJson {
  const isPlain = error instanceof Error && error.constructor === Error;
  return toErrorJson(
    isPlain && !isExpected(error) ? new ModelFailedError(modelName, messageOf(error)) : error,
  );
}

const report: (message: Report) => void = reportTo;

liveByChannel();

process.on('message', (order: Order) => {
  if (order.kind === 'cancel') {
    cancelled = true;
    return;
  }
  cancelled = false;
  work(order).then(report, (error: unknown) => report({ kind: 'failed', error: errorOf(error) }));
});

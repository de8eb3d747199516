/**
 * The model process: it runs a model for the daemon that started it, whose event loop stays free. It
 * ends when the daemon does, however that ends.
 */
import { messageOf } from '../../errors.ts';
import { liveByChannel, report as reportTo } from '../../process/worker.ts';
import { importLibrary } from './library.ts';
import { type Failure, ModelFailure, type Order, type Report } from './messages.ts';
import { Model } from './model.ts';

let model: Model | undefined;
let calledOff = false;

async function work(order: Exclude<Order, { kind: 'cancel' }>): Promise<Report> {
  if (order.kind === 'load') {
    model = await Model.load(await importLibrary(), order.settings, (progress) =>
      report({ kind: 'progress', progress }),
    );
    return { kind: 'loaded', facts: model.facts };
  }
  if (model === undefined) {
    throw new Error('no model is loaded');
  }
  return order.kind === 'count'
    ? { kind: 'counted', tokens: model.count(order.text) }
    : { kind: 'answered', answer: await model.answer(order.question, checkCalledOff) };
}

function checkCalledOff(): void {
  if (calledOff) {
    throw new ModelFailure({ kind: 'called off' });
  }
}

function failureOf(error: unknown): Failure {
  return error instanceof ModelFailure
    ? error.failure
    : { kind: 'failed', reason: messageOf(error) };
}

const report: (message: Report) => void = reportTo;

liveByChannel();

process.on('message', (order: Order) => {
  if (order.kind === 'cancel') {
    calledOff = true;
    return;
  }
  calledOff = false;
  work(order).then(report, (error: unknown) =>
    report({ kind: 'failed', failure: failureOf(error) }),
  );
});

import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { EVIDENCE_CHANNEL, type Evidence } from '../../../../lib/measure/camera/confidence.ts';

type Heard = { evidence?: Evidence };

const listening = new AsyncLocalStorage<Heard>();

subscribe(EVIDENCE_CHANNEL, (message) => {
  const heard = listening.getStore();
  if (heard) {
    heard.evidence = message as Evidence;
  }
});

/** What the measure of a clip rests on, which no record says; several clips may be measured at a time. */
export async function withEvidence<T>(
  measure: () => Promise<T>,
): Promise<{ result: T; evidence: Evidence | undefined }> {
  const heard: Heard = {};
  const result = await listening.run(heard, measure);
  return { result, evidence: heard.evidence };
}

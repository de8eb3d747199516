import type { Config } from '../config/schema.ts';
import { messageOf } from '../errors.ts';
import type { DaemonClient } from './http-client.ts';

/** How long the daemon may take to turn its live report on, in ms. */
const AGREE_MS = 5000;

/** Where the live report is, for the log; clips are described without one too. */
export async function liveReportLines(config: Config, client: DaemonClient): Promise<string[]> {
  if (!config.describe.live_report) {
    return [];
  }
  try {
    return [`Live report: ${await client.showReport(AbortSignal.timeout(AGREE_MS))}`];
  } catch (error) {
    return [`No live report: ${messageOf(error)}`];
  }
}

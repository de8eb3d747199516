import type { Config } from '../config/schema.ts';
import type { ServerRoom, Status } from '../protocol/messages.ts';
import type { DaemonClient } from './http-client.ts';

/** How long `/status` may take, in ms. */
const ANSWER_MS = 2000;

/** What a daemon says in `/status`; `undefined` when it does not. */
export async function statusOf(
  { daemon_command }: Config,
  client: DaemonClient,
): Promise<Status | undefined> {
  if (daemon_command !== undefined) {
    // It may not answer while it describes.
    return undefined;
  }
  try {
    return await client.status(AbortSignal.timeout(ANSWER_MS));
  } catch {
    // It is only told, and nothing depends on it.
    return undefined;
  }
}

/** What the model servers of a daemon have room for; empty when it has none, or does not say. */
export async function modelRoom(config: Config, client: DaemonClient): Promise<ServerRoom[]> {
  return (await statusOf(config, client))?.engine?.servers ?? [];
}

/** A line for each kind of server: `Model server http://gpu1:8080/v1 and 2 more: up to 32 frames each, …`. */
export function roomLines(servers: readonly ServerRoom[]): string[] {
  return [...bySummary(servers)].map(([summary, urls]) => {
    const [first, ...more] = urls;
    return `Model server ${first}${more.length > 0 ? ` and ${more.length} more` : ''}: ${summary}`;
  });
}

/** Why clips are shown fewer frames, and what to do: `context 2048; raise -c to 8192`. */
export function whyFewerFrames(servers: readonly ServerRoom[]): string | undefined {
  const reasons = servers
    .filter(({ frames, max_frames }) => frames !== undefined && frames < max_frames)
    .map(({ context_tokens, advice }) =>
      [`context ${context_tokens}`, ...(advice === undefined ? [] : [advice])].join('; '),
    );
  return reasons.length === 0 ? undefined : [...new Set(reasons)].join(', or ');
}

function bySummary(servers: readonly ServerRoom[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { summary, url } of servers) {
    if (summary !== undefined) {
      groups.set(summary, [...(groups.get(summary) ?? []), url]);
    }
  }
  return groups;
}

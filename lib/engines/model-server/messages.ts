/** What the keeper of a model server is told. */
export type Order = {
  command: string | readonly string[];
  values: Record<string, string>;
  /** From SIGTERM to SIGKILL, in ms. */
  stopMs: number;
};

/** What it tells: now and then a line that the server printed, and how it ended. */
export type Report =
  | { kind: 'said'; line: string }
  | { kind: 'ended'; how: string; lastLines: string[] };

/** What the daemon tells the keeper of a model server. */
export type Order = {
  command: string | readonly string[];
  values: Record<string, string>;
  /** From SIGTERM to SIGKILL, in ms. */
  stopMs: number;
};

/** How the server ended, and what it printed last. */
export type Ending = { how: string; lastLines: string[] };

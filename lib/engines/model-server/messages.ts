/** What the daemon tells the keeper of a model server. */
export type Order = {
  command: string | readonly string[];
  values: Record<string, string>;
  /** Added to the environment. */
  env?: Readonly<Record<string, string>>;
  /** From SIGTERM to SIGKILL, in ms. */
  stopMs: number;
};

/** How the server ended. */
export type Ending = {
  how: string;
  /** Its errors; without any, what it printed last. */
  lastLines: string[];
  /** Whether there is no such program. */
  isMissing: boolean;
};

/** Writes one line to wherever its program logs. */
export type Log = (line: string) => void;

/** What is said, and when: in s from the first frame of the clip. */
export type Cue = { startSeconds: number; endSeconds: number; text: string };

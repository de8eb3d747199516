/** Fields of a record that differ from run to run and from machine to machine; the documents keep theirs. */
export const CHANGING_FIELDS: ReadonlySet<string> = new Set([
  'classification_time_seconds',
  'video_timestamp',
  'modified_ms',
  'tool_version',
]);

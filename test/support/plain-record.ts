/** A record with the fields that each has, and without provenance. */
export const PLAIN_RECORD = {
  filename: 'clip.mp4',
  video_description_long: 'A clip.',
  video_description_short: 'a_clip',
  tags: [],
  classification_time_seconds: 1,
  classification_model: 'qwen',
  video_length_seconds: 2,
  video_timestamp: '2026-01-01T00:00:00Z',
  video_thumbnail_base64: '',
  in_timestamp: '00:00:00.000',
  out_timestamp: '00:00:02.000',
  rating: 0.5,
  segments: [{ in_timestamp: '00:00:00.000', out_timestamp: '00:00:02.000' }],
  thumbnail_frame: 0,
};

/** The words that fields of the record choose from, apart from the schema: whoever needs only them loads no zod. */

export const SHOT_TYPES = ['pov', 'insert', 'establishing'] as const;
export const TAGS = ['static', 'dynamic', 'closeup', 'medium', 'wide'] as const;
export const CAMERA_MOVEMENTS = ['still', 'panning', 'moving forward', 'random'] as const;
/** What `camera_movement` has no word for. */
export const CAMERA_MOTIONS = ['tracking', 'zoom', 'tilt', 'roll', 'orbit', 'pull back'] as const;
export const DIRECTIONS = [
  'right',
  'down right',
  'down',
  'down left',
  'left',
  'up left',
  'up',
  'up right',
] as const;

/** How one shot becomes the next. */
export const BOUNDARY_KINDS = ['cut', 'dissolve', 'fade', 'gap'] as const;

/** Where `video_timestamp` comes from, the best first. */
export const RECORDED_FROM = ['quicktime_creationdate', 'creation_time', 'file'] as const;

export type CameraMovement = (typeof CAMERA_MOVEMENTS)[number];
export type CameraMotion = (typeof CAMERA_MOTIONS)[number];
export type Direction = (typeof DIRECTIONS)[number];
export type ShotType = (typeof SHOT_TYPES)[number];
export type Tag = (typeof TAGS)[number];

/** Where one shot ends and the next begins, in s. A cut starts and ends with the first new frame. */
export type Boundary = {
  kind: 'cut' | 'dissolve' | 'fade' | 'gap';
  start: number;
  end: number;
  /** 0.5 to 1. */
  confidence: number;
  /** Where nothing is seen, in s: of fades and gaps. */
  blank?: { start: number; end: number };
};

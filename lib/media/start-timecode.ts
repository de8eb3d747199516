import type { Container } from './container.ts';

const TIMECODE = /^(\d\d:[0-5]\d:[0-5]\d)([:;.,])(\d{2,3})$/;

/** Timecode of the first frame: of a `tmcd` track, or the container's tag; a semicolon tells of drop-frame. */
export function startTimecodeOf({ format, video }: Container): string | undefined {
  const tags = [video.metadata, format.metadata, ...format.streams.map(({ metadata }) => metadata)];
  for (const each of tags) {
    const [, time, separator, frames] = TIMECODE.exec(each?.get('timecode') ?? '') ?? [];
    if (time !== undefined) {
      return `${time}${separator === ':' ? ':' : ';'}${frames}`;
    }
  }
  return undefined;
}

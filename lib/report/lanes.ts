import { isMapping, type Mapping } from '../util/mapping.ts';
import type { PageDetails } from './page-data.ts';
import { rangesIn, wordIn } from './record-fields.ts';

type Lane = PageDetails['lanes'][number];

/** The stretches that were measured, a lane each, in the order in which they are drawn; those without any are left out. */
export function lanesOf(measured: Mapping): Lane[] {
  const { shots, fades, light, jerky, blurred, frozen, speech, sound, unreadable } = measured;
  const { black, dark, clipped } = mappingIn(light);
  const lanes: Lane[] = [
    lane('Shots', shots, ({ camera }) => {
      const { movement, uncertain } = mappingIn(camera);
      return uncertain === true ? undefined : wordIn(movement);
    }),
    lane('Fades', fades, ({ kind }) => wordIn(kind)),
    lane('Black', black),
    lane('Dark', dark),
    lane('Overexposed', clipped),
    lane('Frozen', frozen),
    lane('Shake', jerky),
    lane('Blurred', blurred),
    lane('Speech', speech),
    lane('Silence', mappingIn(sound).silence),
    lane('Unreadable', unreadable),
  ];
  return lanes.filter(({ ranges }) => ranges.length > 0);
}

function lane(name: string, value: unknown, labelOf?: (of: Mapping) => string | undefined): Lane {
  const ranges = rangesIn(value).map(({ start, end, of }) => {
    const label = labelOf?.(of);
    return { start, end, ...(label !== undefined && { label }) };
  });
  return { name, ranges };
}

export function mappingIn(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

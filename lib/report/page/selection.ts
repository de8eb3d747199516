import { changed } from './drawing.ts';
import { report } from './report-data.ts';
import { shown } from './shown.ts';

const ids = new Set<string>();
/** Where a selection with Shift begins. */
let anchor: string | undefined;

export function selectedIds(): ReadonlySet<string> {
  return ids;
}

/** `through`: all between the clip that was selected last and this one as well. */
export function select(id: string, on: boolean, { through = false } = {}): void {
  const { clips, places } = shown();
  const from = through && anchor !== undefined ? places.get(anchor) : undefined;
  const to = places.get(id);
  const range =
    from === undefined || to === undefined
      ? [id]
      : clips.slice(Math.min(from, to), Math.max(from, to) + 1).map((clip) => clip.id);
  for (const each of range) {
    if (on) {
      ids.add(each);
    } else {
      ids.delete(each);
    }
  }
  anchor = id;
  changed();
}

export function selectShown(): void {
  for (const { id } of shown().clips) {
    ids.add(id);
  }
  changed();
}

export function clearSelection(): void {
  ids.clear();
  changed();
}

/** The selected clips, in the order of the list; those that are not shown follow. */
export function selectedClips() {
  const { clips, places } = shown();
  return [
    ...clips.filter(({ id }) => ids.has(id)),
    ...[...report.clips.values()].filter(({ id }) => ids.has(id) && !places.has(id)),
  ];
}

import { html, nothing, svg, type TemplateResult } from 'lit';
import type { PageDetails, PageRange } from '../page-data.ts';
import { clock } from './format.ts';
import { lengthOfClip, playback, seek, shareOf } from './playback.ts';

/** Of a lane, in units of its drawing: finer than any screen. Of a drawing few units wide, browsers blur the edges. */
const WIDTH = 10_000;

type Lane = PageDetails['lanes'][number];

/** The parts of the clip, one lane below the other on one axis of time. A click anywhere seeks there. */
export function lanesView({ segments = [], lanes }: PageDetails): TemplateResult | typeof nothing {
  const length = lengthOfClip();
  if (!(length > 0)) {
    return nothing;
  }
  const all: Lane[] = [{ name: 'Segments', ranges: segments }, ...lanes].filter(
    ({ ranges }) => ranges.length > 0,
  );
  if (all.length === 0) {
    return nothing;
  }
  return html`<section class="lanes" aria-label="Parts of the clip" .style=${`--at: ${shareOf(playback.at)}`}>
    <ul role="list">
      ${all.map(
        (lane) => html`<li class="lane" data-lane=${lane.name.toLowerCase()}>
          <span class="lane-name" dir="auto">${lane.name}</span>
          <span class="visually-hidden">${inWords(lane)}</span>
          <svg class="track" viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" aria-hidden="true">
            ${[0, 1].map((parity) => svg`<path class=${parity ? 'odd' : 'even'} d=${pathOf(lane.ranges, parity, length)} />`)}
          </svg>
        </li>`,
      )}
    </ul>
    <div
      class="axis"
      role="slider"
      tabindex="0"
      aria-label="Position"
      aria-valuemin="0"
      aria-valuemax=${length.toFixed(1)}
      aria-valuenow=${playback.at.toFixed(1)}
      aria-valuetext=${`${clock(playback.at, { tenths: true })} of ${clock(length, { tenths: true })}`}
      @keydown=${(event: KeyboardEvent) => onKey(event, all, length)}
      @pointerdown=${(event: PointerEvent) => onPointer(event, all, length)}
      @pointermove=${(event: PointerEvent) => onPointer(event, all, length)}
      @pointerleave=${(event: PointerEvent) => (event.currentTarget as HTMLElement).removeAttribute('data-hint')}
    >
      <span class="hint" aria-hidden="true"></span>
      <span class="playhead"></span>
    </div>
  </section>`;
}

/** One path for a whole lane: a clip of an hour may have thousands of shots. Every second range has another shade. */
function pathOf(ranges: readonly PageRange[], parity: number, length: number): string {
  const x = (seconds: number) => Math.round((seconds / length) * WIDTH);
  return ranges
    .filter((_, at) => at % 2 === parity)
    .map(({ start, end }) => {
      const [from, to] = [Math.max(0, start), Math.min(end, length)];
      return to > from ? `M${x(from)} 0H${x(to)}V10H${x(from)}Z` : '';
    })
    .join('');
}

function inWords({ ranges }: Lane): string {
  const seconds = ranges.reduce((sum, { start, end }) => sum + (end - start), 0);
  return `${ranges.length === 1 ? '1 range' : `${ranges.length} ranges`}, ${seconds.toFixed(1)} s`;
}

function onPointer(event: PointerEvent, lanes: Lane[], length: number): void {
  const axis = event.currentTarget as HTMLElement;
  const { left, width } = axis.getBoundingClientRect();
  const share = Math.min(Math.max((event.clientX - left) / width, 0), 1);
  const seconds = share * length;
  const there = lanes.flatMap(({ name, ranges }) =>
    ranges
      .filter(({ start, end }) => seconds >= start && seconds < end)
      .slice(0, 1)
      .map(({ label }) => (label === undefined ? name : `${name}: ${label}`)),
  );
  axis.dataset.hint = [clock(seconds, { tenths: true }), ...there].join(' · ');
  const hint = axis.querySelector('.hint');
  if (hint !== null) {
    hint.textContent = axis.dataset.hint;
  }
  axis.style.setProperty('--pointer', String(share));
  if (event.type === 'pointerdown') {
    axis.setPointerCapture(event.pointerId);
  }
  if (event.buttons & 1) {
    seek(seconds);
  }
}

function onKey(event: KeyboardEvent, lanes: Lane[], length: number): void {
  const { at } = playback;
  const borders = lanes
    .flatMap(({ ranges }) => ranges.flatMap(({ start, end }) => [start, end]))
    .sort((a, b) => a - b);
  const to: Record<string, number | undefined> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowDown: at - 0.1,
    ArrowUp: at + 0.1,
    PageDown: borders.findLast((border) => border < at - 0.05) ?? 0,
    PageUp: borders.find((border) => border > at + 0.05) ?? length,
    Home: 0,
    End: length,
  };
  const seconds = to[event.key];
  if (seconds !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    // The arrows of the dialog lead to other clips.
    event.stopPropagation();
    seek(seconds);
  }
}

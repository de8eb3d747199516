import { html, nothing, type TemplateResult } from 'lit';
import type { PageClip } from '../page-data.ts';
import { STATES } from './facets.ts';
import { clock, titleOf } from './format.ts';
import * as icons from './icons.ts';
import { endScrub, scrub } from './scrub.ts';

/** What a card shows of a clip; the whole of it is the link that opens the clip. It is heard in this order, and seen with the picture first. */
export function cardContents(clip: PageClip): TemplateResult {
  const { state, rating, movement, seconds, name, reason } = clip;
  return html`
    <span class="title" dir="auto" title=${titleOf(clip)}>${titleOf(clip)}</span>
    <span class="under">
      <span class=${reason === undefined ? 'file' : 'reason'} dir="auto" title=${reason ?? name}>${reason ?? name}</span>
      ${
        rating === undefined
          ? nothing
          : html`<span class="rating"><span aria-hidden="true">★</span><span class="visually-hidden">Rating</span> ${rating.toFixed(1)}</span>`
      }
    </span>
    <span
      class="picture"
      @pointerdown=${(event: PointerEvent) => scrub(event, clip)}
      @pointermove=${(event: PointerEvent) => scrub(event, clip)}
      @pointerleave=${endScrub}
      @pointercancel=${endScrub}
    >
      ${pictureOf(clip)}
      ${state === 'described' ? nothing : html`<span class="state">${STATES[state]}</span>`}
      ${movement === undefined ? nothing : html`<span class="movement" dir="auto">${movement}</span>`}
      ${seconds === undefined ? nothing : html`<span class="length">${clock(seconds)}</span>`}
      <span class="scrub-line"></span>
    </span>`;
}

function pictureOf({ picture, state }: PageClip): TemplateResult {
  if (picture === undefined) {
    const icon = { failed: icons.warning, waiting: icons.waiting, described: icons.film }[state];
    return html`<span class="no-picture">${icon}</span>`;
  }
  return html`<span class="frame" .style=${`aspect-ratio: ${picture.width} / ${picture.height}`}>
    <img
      src=${picture.thumbnail}
      alt=""
      decoding="async"
      draggable="false"
      @error=${({ target }: Event) => (target as Element).classList.add('missing')}
      @load=${({ target }: Event) => (target as Element).classList.remove('missing')}
    />
    <span class="strip"></span>
  </span>`;
}

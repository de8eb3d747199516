import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { ref } from 'lit/directives/ref.js';
import type { PageClip } from '../page-data.ts';
import { clipFacts, factsView } from './clip-facts.ts';
import { copyButton } from './copy-button.ts';
import { titleOf } from './format.ts';
import { focusCard } from './grid.ts';
import * as icons from './icons.ts';
import { lanesView } from './lanes.ts';
import {
  attach,
  followTranscript,
  onFailed,
  onLoaded,
  onPlayable,
  onTime,
  playback,
  playOrPause,
  playWhenOpened,
} from './playback.ts';
import { detailsOf, report } from './report-data.ts';
import { shown } from './shown.ts';
import { transcriptView } from './transcript.ts';
import { changeView, closeClip, view } from './view.ts';

/** The clip that was open when the page was drawn last. */
let drawn: string | undefined;

/** The open clip: a dialog over the list. */
export function playerView(): TemplateResult | typeof nothing {
  const clip = report.clips.get(view().clip ?? '');
  if (clip === undefined) {
    return nothing;
  }
  const { clips, places } = shown();
  const place = places.get(clip.id);
  return html`<dialog
    class="player"
    aria-labelledby="player-title"
    ${ref(showModal)}
    @close=${onClose}
    @keydown=${onKey}
  >
    <header>
      <button type="button" class="quiet" aria-label="Previous clip" ?disabled=${!neighbour(-1)} @click=${() => step(-1)}>
        ${icons.previous}
      </button>
      <button type="button" class="quiet" aria-label="Next clip" ?disabled=${!neighbour(1)} @click=${() => step(1)}>
        ${icons.next}
      </button>
      <h2 id="player-title" tabindex="-1" autofocus dir="auto">${titleOf(clip)}</h2>
      <p class="place" role="status">
        ${place === undefined ? nothing : `${(place + 1).toLocaleString('en')} of ${clips.length.toLocaleString('en')}`}
        <span class="visually-hidden">${titleOf(clip)}</span>
      </p>
      <button type="button" class="quiet" aria-label="Close" @click=${closeDialog}>${icons.close}</button>
    </header>
    ${keyed(clip.id, clipView(clip))}
  </dialog>`;
}

/**
 * After drawing: keys work though what was focused is gone.
 *
 * @param before what had the focus
 */
export function keepFocus(before: Element | null): void {
  const { clip } = view();
  const closed = clip === undefined ? drawn : undefined;
  drawn = clip;
  if (document.activeElement !== document.body) {
    return;
  }
  if (closed !== undefined) {
    // By the back button: the dialog has gone without closing.
    focusCard(closed);
    return;
  }
  let place = document.querySelector<HTMLElement>('.player[open] h2');
  if (place === null && before?.isConnected === false) {
    // A button that has done its work: that of the filters, of the selection, of an empty list.
    place = document.querySelector(
      before.matches('.clear-filters') ? '.filters input' : '.card .open[tabindex="0"]',
    );
  }
  place?.focus({ preventScroll: true });
}

function clipView(clip: PageClip): TemplateResult {
  const details = detailsOf(clip);
  const known = typeof details === 'object' ? details : undefined;
  followTranscript(known?.transcript ?? []);
  return html`<div class="clip">
    <div class="stage">
      ${videoView(clip)}
      ${known === undefined ? nothing : lanesView(known)}
    </div>
    <div class="about">
      ${clip.reason === undefined ? nothing : html`<p class=${clip.state === 'failed' ? 'notice' : 'notice waits'} dir="auto">${clip.reason}</p>`}
      ${playback.isSoundOnly ? html`<p class="notice" role="status">This browser plays only the sound of the clip: it has no decoder for pictures in it.</p>` : nothing}
      ${known?.long === undefined ? nothing : html`<p class="long" dir="auto">${known.long}</p>`}
      ${clipFacts(clip)}
      <p class="path">
        <code dir="auto">${clip.path}</code>
        ${copyButton('Copy path', () => clip.path)}
      </p>
      ${details === 'loading' ? html`<p class="muted">Loading the details…</p>` : nothing}
      ${
        details === 'missing'
          ? html`<p class="notice">The details could not be loaded. The report may have been written anew: reload the page.</p>`
          : nothing
      }
      ${known === undefined ? nothing : transcriptView(known.transcript)}
      ${known === undefined ? nothing : html`<div>${factsView(known.facts)}</div>`}
    </div>
  </div>`;
}

function videoView(clip: PageClip): TemplateResult {
  if (clip.url === undefined || playback.failed) {
    return html`<div class="video unplayable">
      ${clip.picture === undefined ? icons.film : html`<img src=${clip.picture.thumbnail} alt="" />`}
      <p role="status">
        ${clip.url === undefined ? 'The clip is not where it was when the report was made.' : 'This browser cannot play the clip, or it is gone.'}
      </p>
    </div>`;
  }
  return html`<video
    class="video"
    controls
    playsinline
    preload="metadata"
    aria-label=${titleOf(clip)}
    src=${clip.url}
    poster=${clip.picture?.thumbnail ?? nothing}
    @loadedmetadata=${onLoaded}
    @loadeddata=${onPlayable}
    @resize=${onPlayable}
    @timeupdate=${onTime}
    @seeking=${onTime}
    @play=${onTime}
    @error=${onFailed}
    ${ref(attachOpen)}
  ></video>`;
}

/** `ref()` calls a function anew only when it is another element or another function. */
function attachOpen(element: Element | undefined): void {
  attach(
    element instanceof HTMLVideoElement ? element : undefined,
    report.clips.get(view().clip ?? ''),
  );
}

function showModal(element: Element | undefined): void {
  if (element instanceof HTMLDialogElement && !element.open) {
    // It must be in the document first.
    queueMicrotask(() => element.isConnected && !element.open && element.showModal());
  }
}

function closeDialog(): void {
  document.querySelector<HTMLDialogElement>('dialog.player')?.close();
}

function onClose(): void {
  const { clip } = view();
  closeClip();
  if (clip !== undefined) {
    focusCard(clip);
  }
}

function neighbour(direction: 1 | -1): PageClip | undefined {
  const { clips, places } = shown();
  const place = places.get(view().clip ?? '');
  return place === undefined ? clips[0] : clips[place + direction];
}

function step(direction: 1 | -1): void {
  const clip = neighbour(direction);
  if (clip !== undefined) {
    playWhenOpened();
    changeView({ clip: clip.id });
  }
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) {
    return;
  }
  const target = event.target as HTMLElement;
  // A focused video seeks by the arrows itself; the page keys lead to other clips from everywhere.
  const own = target.matches('video, input');
  if (event.key === 'PageDown' || (event.key === 'ArrowRight' && !own)) {
    event.preventDefault();
    step(1);
  } else if (event.key === 'PageUp' || (event.key === 'ArrowLeft' && !own)) {
    event.preventDefault();
    step(-1);
  } else if (event.key === ' ' && !own && !target.closest('button, summary, a, [role=slider]')) {
    event.preventDefault();
    playOrPause();
  }
}

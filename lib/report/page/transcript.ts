import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { PageDetails } from '../page-data.ts';
import { clock } from './format.ts';
import { playback, seek } from './playback.ts';

let shownLine: Element | undefined;

/** What is said, line by line; a click on a line plays from there. */
export function transcriptView(lines: PageDetails['transcript']): TemplateResult | typeof nothing {
  if (lines.length === 0) {
    return nothing;
  }
  return html`<section class="transcript">
    <h3>Transcript</h3>
    <ol role="list">
      ${lines.map(
        ({ start, text }, at) => html`<li>
          <button
            type="button"
            aria-current=${at === playback.line ? 'true' : nothing}
            @click=${() => seek(start, { andPlay: true })}
            ${at === playback.line ? ref(keepInSight) : nothing}
          >
            <time>${clock(start, { tenths: false })}</time> <span dir="auto">${text}</span>
          </button>
        </li>`,
      )}
    </ol>
  </section>`;
}

/** Scrolls the list and nothing around it. */
function keepInSight(line: Element | undefined): void {
  if (line === undefined || line === shownLine) {
    return;
  }
  shownLine = line;
  const list = line.closest('ol');
  if (list !== null) {
    const [inner, outer] = [line.getBoundingClientRect(), list.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom) {
      list.scrollTop += inner.top - outer.top - outer.height / 3;
    }
  }
}

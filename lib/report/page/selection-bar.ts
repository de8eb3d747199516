import { html, nothing, type TemplateResult } from 'lit';
import { copyButton } from './copy-button.ts';
import { count, duration } from './format.ts';
import { clearSelection, selectedClips, selectedIds, selectShown } from './selection.ts';

/** What can be done with the selected clips. */
export function selectionBar(): TemplateResult | typeof nothing {
  // Those of a live report may be gone.
  const clips = selectedIds().size === 0 ? [] : selectedClips();
  if (clips.length === 0) {
    return nothing;
  }
  const seconds = clips.reduce((sum, clip) => sum + (clip.seconds ?? 0), 0);
  return html`<section class="selection" aria-label="Selection">
    <p role="status">${count(clips.length)} selected${seconds > 0 ? ` · ${duration(seconds)}` : ''}</p>
    ${copyButton('Copy file list', () => clips.map(({ path }) => path).join('\n'))}
    <button type="button" @click=${selectShown}>Select all shown</button>
    <button type="button" @click=${clearSelection}>Clear</button>
  </section>`;
}

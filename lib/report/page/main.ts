import { html, nothing, render, type TemplateResult } from 'lit';
import { changed, drawWith } from './drawing.ts';
import { clearFilters, filterPanel } from './filter-panel.ts';
import { gridView, keepPlace } from './grid.ts';
import { followDaemon, progressView } from './live.ts';
import { keepFocus, playerView } from './player.ts';
import { loadWords, readReportData, report } from './report-data.ts';
import { buildIndex } from './search-index.ts';
import { selectionBar } from './selection-bar.ts';
import { shown } from './shown.ts';
import { toolbarView, watchSearchKey } from './toolbar.ts';
import { changeView, followUrl } from './view.ts';
import './main.css';

function page(): TemplateResult {
  return html`${toolbarView()}
    <div class="page">
      ${report.clips.size === 0 ? nothing : filterPanel()}
      <main>${progressView()}${gridView()}${emptyView()}</main>
    </div>
    ${selectionBar()}${playerView()}`;
}

function emptyView(): TemplateResult | typeof nothing {
  if (report.clips.size === 0) {
    return html`<p class="empty">
      ${report.isLoaded ? 'There are no clips here yet.' : 'The data of this report could not be loaded: its folder must be copied whole.'}
    </p>`;
  }
  if (shown().clips.length > 0) {
    return nothing;
  }
  return html`<div class="empty">
    <p>No clip matches.</p>
    <button type="button" @click=${() => {
      clearFilters();
      changeView({ query: '' });
    }}>Show all clips</button>
  </div>`;
}

readReportData();
followUrl();
watchSearchKey();
drawWith(() => {
  const focused = document.activeElement;
  render(page(), document.body);
  keepPlace();
  keepFocus(focused);
});
// The grid has no width before it is drawn.
changed();
followDaemon();
// Searching by words can wait until the clips are seen.
requestAnimationFrame(() => {
  setTimeout(() => void loadWords().then(buildIndex));
});

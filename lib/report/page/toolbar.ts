import { html, nothing, type TemplateResult } from 'lit';
import { changed, drawNow } from './drawing.ts';
import { FACETS } from './facets.ts';
import { count, date, duration } from './format.ts';
import * as icons from './icons.ts';
import { isLive } from './live.ts';
import { report } from './report-data.ts';
import { shown } from './shown.ts';
import { SORTINGS } from './sorting.ts';
import { changeView, view } from './view.ts';

let filtersOpen = false;

/** On a narrow screen the filters are folded until asked for. */
export function areFiltersOpen(): boolean {
  return filtersOpen;
}

export function toolbarView(): TemplateResult {
  const { query, chosen, rating, sorting } = view();
  const filters =
    FACETS.reduce((sum, { key }) => sum + (chosen[key]?.length ?? 0), 0) + Number(rating > 0);
  return html`<header class="toolbar">
    <h1 dir="auto" title=${report.made === '' ? nothing : `Made ${date(report.made)}`}>${report.title || 'Clips'}</h1>
    <label class="search">
      <span class="visually-hidden">Search names, descriptions and transcripts</span>
      ${icons.search}
      <input
        id="search"
        type="search"
        placeholder="Search"
        autocomplete="off"
        spellcheck="false"
        dir="auto"
        .value=${query}
        @input=${(event: InputEvent) => changeView({ query: (event.target as HTMLInputElement).value })}
        @keydown=${onSearchKey}
      />
      <kbd aria-hidden="true">${/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl '}K</kbd>
    </label>
    <button
      type="button"
      class="filters-button"
      aria-expanded=${filtersOpen}
      aria-controls="filters"
      @click=${() => {
        filtersOpen = !filtersOpen;
        changed();
      }}
    >
      ${icons.filters}Filters${filters > 0 ? html` <span class="badge">${filters}</span>` : nothing}
    </button>
    <label class="sorting">
      <span class="visually-hidden">Sort by</span>
      <select
        .value=${sorting}
        @change=${(event: Event) => changeView({ sorting: (event.target as HTMLSelectElement).value })}
      >
        ${Object.entries(SORTINGS).map(
          ([key, { label }]) =>
            html`<option value=${key} ?selected=${key === sorting}>${label}</option>`,
        )}
      </select>
    </label>
    <p class="count" role="status" aria-live=${isLive() && filters === 0 && query === '' ? 'off' : 'polite'}>${countOf()}</p>
  </header>`;
}

/** Ctrl or ⌘ and K from everywhere but an open clip. */
export function watchSearchKey(): void {
  addEventListener('keydown', (event) => {
    if (event.key === 'k' && (event.ctrlKey || event.metaKey) && view().clip === undefined) {
      event.preventDefault();
      document.querySelector<HTMLInputElement>('#search')?.select();
    }
  });
}

function countOf(): string {
  const { clips, seconds } = shown();
  const all = report.clips.size;
  const number =
    clips.length === all ? count(all) : `${clips.length.toLocaleString('en')} of ${count(all)}`;
  return seconds > 0 ? `${number} · ${duration(seconds)}` : number;
}

function onSearchKey(event: KeyboardEvent): void {
  if (event.key === 'ArrowDown' || event.key === 'Enter') {
    event.preventDefault();
    drawNow();
    document.querySelector<HTMLElement>('.card .open[tabindex="0"]')?.focus();
  }
}

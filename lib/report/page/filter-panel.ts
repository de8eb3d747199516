import { html, nothing, type TemplateResult } from 'lit';
import { FACETS, type Facet } from './facets.ts';
import { shown } from './shown.ts';
import { areFiltersOpen } from './toolbar.ts';
import { changeView, view } from './view.ts';

/** Values of one facet that are listed: records of other programs may bring any number of them. */
const MOST = 12;

export function filterPanel(): TemplateResult {
  const { chosen, rating } = view();
  const filtered = rating > 0 || FACETS.some(({ key }) => (chosen[key]?.length ?? 0) > 0);
  return html`<aside id="filters" class=${areFiltersOpen() ? 'filters open' : 'filters'} aria-label="Filters">
    ${FACETS.map(facetView)}
    <label class="rating-filter">
      <span>Rating</span>
      <span class="least" aria-hidden="true">${rating > 0 ? `${rating.toFixed(1)} and better` : 'any'}</span>
      <input
        type="range"
        min="0"
        max="1"
        step="0.1"
        .value=${String(rating)}
        aria-label="Lowest rating"
        aria-valuetext=${rating > 0 ? `${rating.toFixed(1)} and better` : 'any'}
        @input=${(event: InputEvent) => changeView({ rating: Number((event.target as HTMLInputElement).value) })}
      />
    </label>
    ${filtered ? html`<button type="button" class="clear-filters" @click=${clearFilters}>Clear filters</button>` : nothing}
  </aside>`;
}

export function clearFilters(): void {
  changeView({ chosen: {}, rating: 0 });
}

function facetView(facet: Facet): TemplateResult | typeof nothing {
  const counts = shown().counts.get(facet.key) ?? new Map<string, number>();
  const chosen = view().chosen[facet.key] ?? [];
  const values = listed(facet, counts, chosen);
  // Nothing to choose among.
  if (values.length < 2 && chosen.length === 0) {
    return nothing;
  }
  return html`<fieldset>
    <legend>${facet.title}</legend>
    ${values.map(
      (value) => html`<label class="choice">
        <input
          type="checkbox"
          .checked=${chosen.includes(value)}
          @change=${() => toggle(facet.key, value)}
        />
        <span class="value" dir="auto">${facet.label(value)}</span>
        <span class="number">${(counts.get(value) ?? 0).toLocaleString('en')}</span>
      </label>`,
    )}
  </fieldset>`;
}

function listed(
  { order }: Facet,
  counts: ReadonlyMap<string, number>,
  chosen: readonly string[],
): string[] {
  const others = [...counts.keys()]
    .filter((value) => !order.includes(value))
    .sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const known = order.filter((value) => counts.has(value) || chosen.includes(value));
  return [...new Set([...known, ...others.slice(0, MOST), ...chosen])];
}

function toggle(key: string, value: string): void {
  const { chosen } = view();
  const values = chosen[key] ?? [];
  changeView({
    chosen: {
      ...chosen,
      [key]: values.includes(value)
        ? values.filter((other) => other !== value)
        : [...values, value],
    },
  });
}

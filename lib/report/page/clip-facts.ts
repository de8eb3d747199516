import { html, nothing, type TemplateResult } from 'lit';
import type { PageClip, PageDetails } from '../page-data.ts';
import { clock, date } from './format.ts';

/** The few facts that everyone asks for. */
export function clipFacts(clip: PageClip): TemplateResult {
  const { name, recorded, seconds, rating, shotType, movement, tags = [] } = clip;
  const lines: [string, string | undefined][] = [
    ['File', name],
    ['Recorded', recorded === undefined ? undefined : date(recorded)],
    ['Length', seconds === undefined ? undefined : clock(seconds, { tenths: true })],
    ['Rating', rating?.toFixed(2)],
    ['Shot type', shotType],
    ['Camera', movement],
    ['Tags', tags.length === 0 ? undefined : tags.join(', ')],
  ];
  return html`<dl class="facts">
    ${lines.map(([term, value]) => (value === undefined ? nothing : line(term, value)))}
  </dl>`;
}

/** What was measured, and what made the record. */
export function factsView(facts: PageDetails['facts']): TemplateResult[] {
  return facts.map(
    ({ heading, lines }) => html`<details class="more">
      <summary dir="auto">${heading}</summary>
      <dl class="facts">${lines.map(([term, value]) => line(term, value))}</dl>
    </details>`,
  );
}

function line(term: string, value: string): TemplateResult {
  return html`<div>
    <dt dir="auto">${term}</dt>
    <dd dir="auto">${value}</dd>
  </div>`;
}

import { html, type TemplateResult } from 'lit';

/** Drawn on a grid of 24, in the colour of the text. */
function icon(paths: string): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${paths} /></svg>`;
}

export const search = icon('M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.3 15.3 20 20');
export const close = icon('M6 6l12 12M18 6 6 18');
export const previous = icon('M15 5l-7 7 7 7');
export const next = icon('M9 5l7 7-7 7');
export const filters = icon('M4 6h16M7 12h10M10 18h4');
export const film = icon('M4 5h16v14H4zM8 5v14M16 5v14M4 9.7h4M4 14.3h4M16 9.7h4M16 14.3h4');
export const warning = icon('M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.4');
export const waiting = icon('M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 7.5V12l3 2');
export const copy = icon('M9 8h10v12H9zM5 16V4h10');

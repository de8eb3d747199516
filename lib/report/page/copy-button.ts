import { html, nothing, type TemplateResult } from 'lit';
import { copyText } from './copy.ts';
import { changed } from './drawing.ts';
import * as icons from './icons.ts';

/** How long a button says what became of it. */
const SAID_MS = 2500;

/** What the buttons say for a while, by their label. */
const said = new Map<string, string>();

export function copyButton(label: string, text: () => string, done = 'Copied'): TemplateResult {
  return html`<button type="button" @click=${() => copy(label, text(), done)}>
      ${icons.copy}${said.get(label) ?? label}
    </button>
    <span class="visually-hidden" role="status">${said.get(label) ?? nothing}</span>`;
}

async function copy(label: string, text: string, done: string): Promise<void> {
  said.set(label, (await copyText(text)) ? done : 'The browser does not let the page copy');
  changed();
  setTimeout(() => {
    said.delete(label);
    changed();
  }, SAID_MS);
}

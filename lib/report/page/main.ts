import { html, render } from 'lit';
import type { PageData } from '../page-data.ts';
import './main.css';

declare global {
  interface Window {
    /** What the data files of the report have said so far. */
    reportData?: PageData[];
  }
}

const clips = (window.reportData ?? []).flatMap((data) =>
  data.kind === 'clips' ? data.clips : [],
);
render(html`<p>${clips.length} clips</p>`, document.body);

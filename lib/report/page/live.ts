import { html, nothing, type TemplateResult } from 'lit';
import type { PageNews, PageProgress } from '../page-data.ts';
import { changed } from './drawing.ts';
import { duration } from './format.ts';
import { holdPlace } from './grid.ts';
import { putClip, report } from './report-data.ts';
import { indexClip } from './search-index.ts';

/** Between tries to reach a daemon that has ended. */
const RETRY_MS = 5000;

let progress: PageProgress | undefined;
let connected = false;

/** Follows a daemon that describes clips, if this report is one of a daemon. */
export function followDaemon(): void {
  const url = document.documentElement.dataset.live;
  if (url !== undefined) {
    connect(url);
  }
}

export function progressView(): TemplateResult | typeof nothing {
  if (document.documentElement.dataset.live === undefined) {
    return nothing;
  }
  const { described = 0, failed = 0, waiting = 0 } = progress ?? {};
  const busy = connected && waiting > 0;
  return html`<section class="progress" aria-label="Progress">
    ${busy ? html`<progress aria-label="Clips described" max=${described + failed + waiting} value=${described + failed}></progress>` : nothing}
    <p role="status">${sentence()}</p>
  </section>`;
}

function sentence(): string {
  if (!connected) {
    return progress === undefined
      ? 'Connecting to the daemon…'
      : 'The daemon has ended; what it described is here. The page goes on when one runs again.';
  }
  if (progress === undefined) {
    return 'Connected to the daemon.';
  }
  const { phase, described, failed, waiting, secondsLeft } = progress;
  if (phase === 'loading') {
    return 'The daemon loads its model…';
  }
  if (phase === 'stopping') {
    return 'The daemon is ending.';
  }
  const failures = failed > 0 ? [`${failed.toLocaleString('en')} failed`] : [];
  if (waiting === 0) {
    return ['No clip waits', `${described.toLocaleString('en')} described`, ...failures].join(
      ' · ',
    );
  }
  return [
    `${(described + failed).toLocaleString('en')} of ${(described + failed + waiting).toLocaleString('en')} described`,
    ...failures,
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
  ].join(' · ');
}

function connect(url: string): void {
  const events = new EventSource(url);
  events.addEventListener('open', () => {
    connected = true;
    changed();
  });
  events.addEventListener('message', ({ data }: MessageEvent<string>) => take(JSON.parse(data)));
  events.addEventListener('error', () => {
    connected = false;
    changed();
    // The browser tries again by itself after a broken connection, but not after a refusal.
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(() => connect(url), RETRY_MS);
    }
  });
}

function take(news: PageNews): void {
  if (news.kind === 'progress') {
    progress = news.progress;
    changed();
    return;
  }
  const { clip, words, details } = news;
  report.words.set(clip.id, words);
  if (details === undefined) {
    report.details.delete(clip.id);
  } else {
    report.details.set(clip.id, details);
  }
  holdPlace();
  putClip(clip);
  indexClip(clip);
}

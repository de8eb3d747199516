import { html, nothing, type TemplateResult } from 'lit';
import type { PageNews, PageProgress } from '../page-data.ts';
import { changed } from './drawing.ts';
import { duration } from './format.ts';
import { holdPlace } from './grid.ts';
import { putClip, removeClip, report } from './report-data.ts';
import { indexClip } from './search-index.ts';
import { closeClip, view } from './view.ts';

/** Between tries to reach a daemon that has ended. */
const RETRY_MS = 5000;

let progress: PageProgress | undefined;
let events: EventSource | undefined;
let connected = false;
/** Why the daemon ended. */
let ended: string | undefined;
/** More has changed than the daemon tells clip by clip. */
let outdated = false;
let lastEventId = '';
let retry: ReturnType<typeof setTimeout> | undefined;

export function isLive(): boolean {
  return document.documentElement.dataset.live !== undefined;
}

/** Follows a daemon that describes clips, if this report is one of a daemon. */
export function followDaemon(): void {
  if (!isLive()) {
    return;
  }
  // A browser opens six connections to a server for all its tabs: those in the background need none.
  const follow = () => (document.hidden ? disconnect() : connect());
  document.addEventListener('visibilitychange', follow);
  follow();
}

export function progressView(): TemplateResult | typeof nothing {
  if (!isLive()) {
    return nothing;
  }
  const { described = 0, failed = 0, waiting = 0 } = progress ?? {};
  const busy = connected && !outdated && waiting > 0;
  return html`<section class="progress" aria-label="Progress">
    ${busy ? html`<progress aria-label="Clips described" max=${described + failed + waiting} value=${described + failed}></progress>` : nothing}
    <p role="status" aria-live=${busy ? 'off' : 'polite'} dir="auto">${sentence()}</p>
    ${outdated ? html`<button type="button" @click=${() => location.reload()}>Reload the page</button>` : nothing}
  </section>`;
}

function sentence(): string {
  if (outdated) {
    return 'Much may have changed since this page was loaded.';
  }
  if (ended !== undefined) {
    return `The daemon has ended: ${ended}. The page goes on when one runs again; npx gulp report writes it to the disk.`;
  }
  if (!connected) {
    return progress === undefined
      ? 'Connecting to the daemon…'
      : 'The daemon does not answer any more. The page goes on when one runs again.';
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
    `${described.toLocaleString('en')} of ${(described + failed + waiting).toLocaleString('en')} described`,
    ...failures,
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
  ].join(' · ');
}

function connect(): void {
  disconnect();
  const url = new URL(document.documentElement.dataset.live ?? '', document.baseURI);
  url.searchParams.set('after', lastEventId || report.newest);
  const source = new EventSource(url);
  events = source;
  source.addEventListener('open', () => {
    connected = true;
    ended = undefined;
    changed();
  });
  source.addEventListener('message', (event: MessageEvent<string>) => {
    lastEventId = event.lastEventId;
    take(JSON.parse(event.data));
  });
  source.addEventListener('error', () => {
    connected = false;
    changed();
    // The browser tries again by itself after a broken connection, but not after a refusal.
    if (source.readyState === EventSource.CLOSED) {
      connectLater();
    }
  });
}

function connectLater(): void {
  disconnect();
  retry = setTimeout(connect, RETRY_MS);
}

function disconnect(): void {
  clearTimeout(retry);
  events?.close();
}

function take(news: PageNews): void {
  switch (news.kind) {
    case 'clip':
      takeClip(news);
      break;
    case 'gone':
      holdPlace();
      if (view().clip === news.id) {
        // It would open by itself when the clip comes back.
        closeClip();
      }
      removeClip(news.id);
      break;
    case 'progress':
      progress = news.progress;
      break;
    case 'reload':
      outdated = true;
      disconnect();
      break;
    case 'ended':
      ended = news.reason;
      connected = false;
      connectLater();
      break;
  }
  changed();
}

function takeClip({ clip, words, details }: Extract<PageNews, { kind: 'clip' }>): void {
  report.words.set(clip.id, words);
  if (details === undefined) {
    report.details.delete(clip.id);
  } else {
    report.details.set(clip.id, details);
  }
  holdPlace();
  // Its picture is made anew; until then the one of before will do.
  const picture = clip.picture ?? report.clips.get(clip.id)?.picture;
  const shown = picture === undefined ? clip : { ...clip, picture };
  putClip(shown);
  indexClip(shown);
}

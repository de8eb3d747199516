import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/schema.ts';
import { messageOf } from '../errors.ts';
import type { LiveAnswer, LiveNews, LiveOrder } from '../report/live/messages.ts';
import { ReportWorker } from '../report/live/report-worker.ts';
import type { PageNews, PageProgress } from '../report/page-data.ts';
import { ReportBusyError } from './errors.ts';
import { EventStreams, MOST_STREAMS, type ServerEvent } from './http/event-streams.ts';
import { log } from './log.ts';
import { Throughput } from './throughput.ts';

/** How often the folders are looked at while somebody watches, in ms. */
const LOOK_MS = 2000;

/** Looking takes at most one part in so many of the time. */
const LOOK_SHARE = 10;

/** A run writes its record when it has the answer: so long after that it is looked for, in ms. */
const SOON_MS = 200;

/** The process that knows the clips ends when nobody has asked for so long, in ms. */
const IDLE_MS = 60_000;

/** So many requests may wait for it. */
const MOST_WAITING = 64;

/** So many paths of clips that were played are kept. */
const MOST_PATHS = 1000;

/** How long the last news may take when the daemon ends, in ms. */
const LAST_NEWS_MS = 1000;

/**
 * The report of a daemon's folders while clips are described. A process of its own reads the records and makes
 * the pictures, at a lower priority, and only while somebody looks: this one hands on what it is told.
 */
export class LiveReport {
  readonly #config: Config;
  readonly #phase: () => PageProgress['phase'];
  readonly #isIdle: () => boolean;
  readonly #streams = new EventStreams();
  readonly #throughput = new Throughput();
  /** By the identifiers of clips, which are made of them. */
  readonly #clipPaths = new Map<string, string>();
  #isOn = false;
  #worker: ReportWorker | undefined;
  #waiting = 0;
  /** What those who watch have been told. */
  #version: string | undefined;
  #counts: LiveNews['counts'] | undefined;
  #told = '';
  #looking: Promise<void> | undefined;
  /** Clips that were just described or have failed. */
  readonly #done = new Set<string>();
  #lookAtDone: NodeJS.Timeout | undefined;
  #nextLook: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param about what the daemon is doing */
  constructor(config: Config, about: { phase(): PageProgress['phase']; isIdle(): boolean }) {
    this.#config = config;
    this.#phase = about.phase;
    this.#isIdle = about.isIdle;
  }

  /** Whether anybody has asked for it: until then there is nothing to see. */
  get isOn(): boolean {
    return this.#isOn;
  }

  turnOn(): void {
    this.#isOn = true;
  }

  /**
   * What the process that knows the clips answers.
   *
   * @throws ReportBusyError, ReportWorkerEndedError
   */
  async ask(order: LiveOrder): Promise<LiveAnswer> {
    if (this.#waiting >= MOST_WAITING) {
      throw new ReportBusyError(MOST_WAITING);
    }
    this.#waiting++;
    try {
      return await this.#usableWorker().ask(order);
    } finally {
      this.#waiting--;
      this.#endWhenIdle();
    }
  }

  /** Where a clip of the report is; `undefined` when it has no such clip. A player asks again and again. */
  async clipPath(id: string): Promise<string | undefined> {
    const known = this.#clipPaths.get(id);
    if (known !== undefined) {
      return known;
    }
    const { path } = await this.ask({ kind: 'clipPath', id });
    if (path !== undefined) {
      if (this.#clipPaths.size >= MOST_PATHS) {
        this.#clipPaths.clear();
      }
      this.#clipPaths.set(id, path);
    }
    return path;
  }

  /**
   * Sends news until the page hangs up.
   *
   * @param after the version that the page has
   * @throws ReportBusyError when too many watch
   */
  async watch(response: ServerResponse, after: string | undefined): Promise<void> {
    if (this.#streams.count >= MOST_STREAMS) {
      throw new ReportBusyError(MOST_STREAMS);
    }
    const missed = await this.#look(after);
    this.#version ??= missed.version;
    if (response.destroyed) {
      return;
    }
    this.#streams.open(response, () => this.#endWhenIdle());
    const send = (event: ServerEvent): void => this.#streams.send(response, event);
    tell(missed, send);
    send(eventOf({ kind: 'progress', progress: this.#progress() }));
    this.#lookIn(LOOK_MS);
  }

  /** A clip was described or has failed; its record, or the reason, is about to be written. */
  clipDone(path: string): void {
    this.#throughput.done();
    if (this.#streams.count > 0 && !this.#closed) {
      this.#done.add(path);
      this.#lookAtDone ??= setTimeout(() => void this.#tellOfDone(), SOON_MS);
    }
  }

  /** The daemon's phase has changed, or no clip is in flight any more. */
  tellProgress(): void {
    if (this.#isIdle()) {
      this.#throughput.pause();
    }
    const event = eventOf({ kind: 'progress', progress: this.#progress() });
    if (event.data !== this.#told) {
      this.#told = event.data;
      this.#streams.sendAll(event);
    }
  }

  /** Tells those who watch what is new still, and why the daemon ends. */
  async close(reason: string): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#nextLook);
    clearTimeout(this.#lookAtDone);
    if (this.#streams.count > 0) {
      await Promise.race([this.#lookForAll(), sleep(LAST_NEWS_MS)]);
      this.#streams.sendAll(eventOf({ kind: 'ended', reason }));
      this.#streams.close();
    }
    clearTimeout(this.#idle);
    await this.#worker?.end();
  }

  #usableWorker(): ReportWorker {
    if (!this.#worker?.usable) {
      this.#worker = new ReportWorker(this.#config);
      // It counts changes anew. Those who watch still are told so by the version that they have.
      if (this.#streams.count === 0) {
        this.#version = undefined;
      }
    }
    return this.#worker;
  }

  #endWhenIdle(): void {
    clearTimeout(this.#idle);
    if (this.#streams.count === 0 && !this.#closed) {
      this.#idle = setTimeout(() => {
        if (this.#streams.count === 0 && this.#waiting === 0) {
          void this.#worker?.end();
        }
      }, IDLE_MS);
      this.#idle.unref();
    }
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#nextLook);
    if (this.#streams.count > 0 && !this.#closed) {
      this.#nextLook = setTimeout(() => {
        this.#looking ??= this.#lookForAll().finally(() => {
          this.#looking = undefined;
        });
      }, ms);
    }
  }

  async #tellOfDone(): Promise<void> {
    this.#lookAtDone = undefined;
    const clips = [...this.#done];
    this.#done.clear();
    await this.#tellNews(clips);
  }

  async #lookForAll(): Promise<void> {
    const started = performance.now();
    await this.#tellNews();
    this.#lookIn(Math.max(LOOK_MS, (performance.now() - started) * LOOK_SHARE));
  }

  /** @param clips only these */
  async #tellNews(clips?: string[]): Promise<void> {
    try {
      const news = await this.#look(this.#version, clips);
      this.#version = news.version;
      tell(news, (event) => this.#streams.sendAll(event));
      this.tellProgress();
    } catch (error) {
      log(`the live report: ${messageOf(error)}`);
    }
  }

  async #look(after: string | undefined, clips?: string[]): Promise<LiveNews> {
    const { news } = await this.ask({ kind: 'look', after, ...(clips && { clips }) });
    if (news === undefined) {
      throw new Error('no news');
    }
    this.#counts = news.counts;
    return news;
  }

  #progress(): PageProgress {
    const { described = 0, failed = 0, waiting = 0, ready = 0 } = this.#counts ?? {};
    const seconds = this.#throughput.secondsFor(ready);
    return {
      phase: this.#phase(),
      described,
      failed,
      waiting,
      ...(seconds !== undefined && ready > 0 && { secondsLeft: seconds }),
    };
  }
}

function tell({ changes }: LiveNews, send: (event: ServerEvent) => void): void {
  if (changes === undefined) {
    send(eventOf({ kind: 'reload' }));
  }
  for (const { version, json } of changes ?? []) {
    send({ data: json, id: version });
  }
}

function eventOf(news: PageNews): ServerEvent {
  return { data: JSON.stringify(news) };
}

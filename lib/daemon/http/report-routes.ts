import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Express, Request, RequestHandler, Response } from 'express';
import type { Config } from '../../config/schema.ts';
import { appFiles } from '../../report/app-files.ts';
import { hashOf } from '../../report/content-hash.ts';
import { reportHtml } from '../../report/html.ts';
import type { FilePiece, LiveOrder } from '../../report/live/messages.ts';
import { reportFolder, reportTitle } from '../../report/live/place.ts';
import type { LiveReport } from '../live-report.ts';
import { ReportPartMissingError } from './errors.ts';
import { AllowedFolders } from './guard.ts';

/**
 * What browsers are told of all that belongs to the report. They are to run its script and nothing else, to load all
 * from here, to guess no types, and to give none of it to a page of another site: not in a frame, not as a picture,
 * not as a script.
 */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** What browsers play, by the extension of its file. */
const MEDIA_TYPES: Record<string, string> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.avi': 'video/x-msvideo',
  '.mts': 'video/mp2t',
  '.m2ts': 'video/mp2t',
  '.mpg': 'video/mpeg',
  '.mpeg': 'video/mpeg',
  '.3gp': 'video/3gpp',
  '.wmv': 'video/x-ms-wmv',
};

/** Of a file whose name changes with its contents. */
const FOR_EVER = 'max-age=31536000, immutable';

const SCRIPT = 'text/javascript; charset=utf-8';

/**
 * The report, live: its page at `/`, and what belongs to it under `/report/`. Until it is asked for there are no
 * such routes.
 */
export function addReportRoutes(app: Express, config: Config, live: LiveReport): void {
  const folders = new AllowedFolders(config);
  let page: LivePage | undefined;
  const whenOn: RequestHandler = (_request, response, next) => {
    if (live.isOn) {
      response.set(HEADERS);
      next();
    } else {
      next('route');
    }
  };
  const sendData = async (response: Response, order: LiveOrder, what: string): Promise<void> => {
    const { file } = await live.ask(order);
    if (file === undefined) {
      throw new ReportPartMissingError(what);
    }
    response.set({
      'content-type': SCRIPT,
      'cache-control': 'no-store',
      'content-length': String(file.size),
    });
    await pipeline(Readable.from(piecesOf(file, live)), response).catch((error: unknown) => {
      // The browser has hung up, or sees that a part is missing.
      if (!response.destroyed) {
        throw error;
      }
    });
  };
  app.get('/', whenOn, (_request, response) => {
    // Read again, so that a page built anew is seen; the old one's files are still asked for by tabs that are open.
    page = livePage();
    response.set({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(page.html);
  });

  app.get('/report/events', whenOn, async (request, response) => {
    if (request.method === 'HEAD') {
      response.type('text/event-stream').end();
    } else {
      await live.watch(response, versionIn(request));
    }
  });

  app.get('/report/data/clips.js', whenOn, (_request, response) =>
    sendData(response, { kind: 'clips' }, 'clips'),
  );

  app.get('/report/data/words.js', whenOn, (_request, response) =>
    sendData(response, { kind: 'words' }, 'words'),
  );

  app.get('/report/data/details/:id', whenOn, ({ params }, response) => {
    const id = idIn(String(params.id), '.js');
    return sendData(response, { kind: 'details', id }, `details of ${id}`);
  });

  app.get('/report/pictures/:file', whenOn, ({ params }, response) => {
    const file = String(params.file);
    if (!/^[\w-]+\.jpg$/.test(file)) {
      throw new ReportPartMissingError('such picture');
    }
    return sendFile(response, join(reportFolder(config), 'pictures', file), {
      'content-type': 'image/jpeg',
      'cache-control': FOR_EVER,
    });
  });

  app.get('/report/clips/:id', whenOn, async ({ params }, response) => {
    const path = await live.clipPath(idIn(String(params.id)));
    if (path === undefined) {
      throw new ReportPartMissingError('such clip');
    }
    await sendFile(response, await folders.resolve(path), {
      'content-type': MEDIA_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
    });
  });

  app.get('/report/thumbnails/:id', whenOn, async ({ params }, response) => {
    const { path } = await live.ask({ kind: 'thumbnailPath', id: idIn(String(params.id)) });
    if (path === undefined) {
      throw new ReportPartMissingError('such picture');
    }
    await sendFile(response, await folders.resolve(path), {
      'content-type': 'image/jpeg',
      'cache-control': 'no-cache',
    });
  });

  app.get('/report/:file', whenOn, ({ params }, response) => {
    page ??= livePage();
    const asset = page.assets.get(String(params.file));
    if (asset === undefined) {
      throw new ReportPartMissingError('such file');
    }
    response.set({ 'content-type': asset.type, 'cache-control': FOR_EVER }).end(asset.content);
  });
}

/** Fetched one after the other, as fast as the browser takes them. */
async function* piecesOf(first: FilePiece, live: LiveReport): AsyncGenerator<Uint8Array> {
  const { size, token } = first;
  let from = 0;
  for (let piece: FilePiece | undefined = first; piece !== undefined; ) {
    yield piece.bytes;
    from += piece.bytes.length;
    piece = from < size ? (await live.ask({ kind: 'piece', token, from })).file : undefined;
  }
  if (from < size) {
    throw new ReportPartMissingError('such file any more');
  }
}

type LivePage = { html: string; assets: Map<string, { type: string; content: Buffer }> };

/** @throws AppMissingError */
function livePage(): LivePage {
  const { script, style } = appFiles();
  const names = { script: `app.${hashOf(script)}.js`, style: `app.${hashOf(style)}.css` };
  return {
    html: reportHtml({
      title: reportTitle(),
      script: `report/${names.script}`,
      style: `report/${names.style}`,
      clips: 'report/data/clips.js',
      live: 'report/events',
    }),
    assets: new Map([
      [names.script, { type: SCRIPT, content: script }],
      [names.style, { type: 'text/css; charset=utf-8', content: style }],
    ]),
  };
}

/** @throws ReportPartMissingError when it is none */
function idIn(name: string, ending = ''): string {
  const id = name.slice(0, name.length - ending.length);
  if (!name.endsWith(ending) || !/^[0-9a-f]{16}$/.test(id)) {
    throw new ReportPartMissingError('such clip');
  }
  return id;
}

/** What a browser has had last, when its connection broke; what the page has had, when it asks first. */
function versionIn({ headers, originalUrl }: Request): string | undefined {
  // A page writes `:` as `%3A`.
  const query = new URLSearchParams(originalUrl.slice(originalUrl.indexOf('?') + 1));
  const { 'last-event-id': last = query.get('after') ?? '' } = headers;
  return /^[\w:-]{1,80}$/.exec(String(last))?.[0];
}

/** With `Range`, `If-Modified-Since` and the like. */
async function sendFile(
  response: Response,
  file: string,
  headers: Record<string, string>,
): Promise<void> {
  const isFile = await stat(file).then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (!isFile) {
    throw new ReportPartMissingError('such file any more');
  }
  await new Promise<void>((resolve, reject) => {
    const options = { dotfiles: 'allow', cacheControl: false, headers } as const;
    response.sendFile(file, options, (error?: Error & { status?: number; headers?: object }) => {
      if (error?.status === 416 && !response.headersSent) {
        // Beyond the end of the file; its length stands in the headers.
        response.status(416).set(error.headers).end();
      }
      // A player that has enough hangs up in the middle.
      if (error === undefined || response.headersSent || response.destroyed) {
        resolve();
      } else {
        reject(error);
      }
    });
  });
}
